package io.flatnet.cni;

import io.flatnet.api.cni.CniSpecVersion;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.api.cni.WellKnownError;

/**
 * STATUS: whether an ADD can be served (CNI SPEC 1.1.0 section 2). A master that is missing is an
 * error of the ADD alone: other subnets still work.
 */
final class StatusVerb {
  private final AddressSource source;
  private final boolean ofAgent;

  StatusVerb(AddressSource source, boolean ofAgent) {
    this.source = source;
    this.ofAgent = ofAgent;
  }

  CniAnswer run(PluginConfig config) throws CniFailure {
    CniPlugin.requireVersion(config, CniCommand.STATUS, CniSpecVersion.V1_1_0);
    if (!ofAgent) {
      throw new CniFailure(
          WellKnownError.NOT_AVAILABLE,
          "no agent answers on this node; see the pods of DaemonSet rancher-flat-network-cni-ds");
    }
    try {
      source.requireReachable();
    } catch (CniFailure e) {
      throw new CniFailure(WellKnownError.NOT_AVAILABLE, e.message(), e);
    }
    return CniAnswer.of("");
  }
}
