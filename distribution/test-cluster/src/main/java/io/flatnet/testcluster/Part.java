package io.flatnet.testcluster;

import java.util.Optional;

/** A real part that a test can need. Each is tried once in a JVM, not guessed from names. */
public enum Part {
  /** Network namespaces, veth and macvlan links of this kernel, with the right to make them. */
  KERNEL,
  /** etcd and kube-apiserver binaries. */
  CONTROL_PLANE,
  /** A kube-controller-manager binary beside {@link #CONTROL_PLANE}. */
  CONTROLLER_MANAGER,
  /** A C compiler that can link a static program. */
  C_COMPILER,
  /** A C compiler that makes static programs for arm64, and an emulator that runs them here. */
  ARM64,
  /** The CNI project's plugins macvlan, ipvlan and static, and its cnitool. */
  PEERS,
  /** Helm and kubectl. */
  HELM,
  /** The {@code ip} command. */
  IPROUTE,
  /** The {@code script} command, which runs a program on a terminal. */
  TERMINAL,
  /**
   * What {@code distribution/test-cluster/kernel-lab} boots: a User-Mode Linux kernel with ipvlan
   * and 802.1Q, as root.
   */
  KERNEL_LAB,
  /** What {@code distribution/images/fetch-base} fetches, for both architectures. */
  IMAGE_BASE,
  /** What {@code distribution/test-cluster/node} starts: containerd, kubelet, Multus, as root. */
  NODE;

  /**
   * Why this machine lacks the part, and what to do about it; empty if it has it.
   *
   * <p>Cost: the first call runs a command or two, later ones nothing. Safe for use by many
   * threads.
   */
  public Optional<String> missing() {
    return PartProbes.missing(this);
  }
}
