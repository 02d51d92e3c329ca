package io.flatnet.lab.cluster;

import java.util.Locale;

/** Which API server a demo runs on. */
public enum ControlPlaneChoice {
  /** Ours, in memory, in this process. */
  EMBEDDED,
  /** etcd and kube-apiserver from the test binaries, with RBAC. */
  ASSETS,
  /** The one that a kubeconfig file names. */
  KUBECONFIG;

  /** As written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
