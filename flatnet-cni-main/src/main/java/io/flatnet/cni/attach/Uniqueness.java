package io.flatnet.cni.attach;

import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.DuplicateProbe;
import io.flatnet.netlink.ProbeOutcome;
import io.flatnet.netlink.ProbeTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for other holders of a pod's addresses before it uses them; 4 to 7 s for each address. */
final class Uniqueness {
  private static final Logger LOG = LoggerFactory.getLogger(Uniqueness.class);

  private final PodNetwork pod;
  private final int linkIndex;
  private final MacAddress mac;
  private final boolean refuse;

  /**
   * @param refuse whether another holder is a failure; else it is a warning in the log
   */
  Uniqueness(PodNetwork pod, int linkIndex, MacAddress mac, boolean refuse) {
    this.pod = pod;
    this.linkIndex = linkIndex;
    this.mac = mac;
    this.refuse = refuse;
  }

  /**
   * Asks for an address that the interface does not have yet.
   *
   * @throws CniFailure if another host has it and that is a failure
   */
  void probe(IpAddress address) throws CniFailure {
    try (DuplicateProbe probe = DuplicateProbe.open(pod.namespace(), linkIndex, mac)) {
      ProbeOutcome outcome = probe.probe(address, ProbeTimes.RFC_5227);
      if (outcome instanceof ProbeOutcome.Conflict(MacAddress by, boolean probing)) {
        conflict(address, "the host with MAC " + by + (probing ? " asks for it too" : " has it"));
      }
    }
  }

  private void conflict(IpAddress address, String who) throws CniFailure {
    if (refuse) {
      throw new CniFailure(
          PluginError.ADDRESS_IN_USE,
          "cannot use address %s: %s; take it out of the subnet's ranges, or give that host another address"
              .formatted(address, who));
    }
    LOG.warn("address {} is used in spite of a conflict: {}", address, who);
  }
}
