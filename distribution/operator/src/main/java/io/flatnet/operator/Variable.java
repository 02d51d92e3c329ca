package io.flatnet.operator;

/**
 * The environment variables that the operator reads: all of them, with what they are when unset.
 */
enum Variable {
  CATTLE_DEV_MODE("", "log decisions, leases of 45h; anything but empty, 0 and false is on"),
  CATTLE_RESYNC_DEFAULT("600", "minutes until every object is looked at though nothing happened"),
  CATTLE_ELECTION_LEASE_DURATION("45s", "how long others wait for a leader that is silent"),
  CATTLE_ELECTION_RENEW_DEADLINE("30s", "how long a leader goes on without a renewal"),
  CATTLE_ELECTION_RETRY_PERIOD("2s", "time between two looks at the Lease"),
  FLAT_NETWORK_CNI_ARP_POLICY(
      "arp_notify", "how pods make their address known: arp_notify, arping"),
  FLAT_NETWORK_CNI_PROXY_ARP("false", "whether nodes answer ARP for pods: true, false, 1, 0"),
  FLAT_NETWORK_CNI_MTU("1500", "bytes, 0 to 65535; 0 is the parent's"),
  FLAT_NETWORK_CLUSTER_CIDR("10.42.0.0/16", "the pods' network; a list for dual-stack"),
  FLAT_NETWORK_SERVICE_CIDR("10.43.0.0/16", "the Services' network; a list for dual-stack"),
  FLAT_NETWORK_ENDPOINTS("true", "whether core Endpoints are written too: true, false, 1, 0"),
  KUBECONFIG("", "a kubeconfig, where no flag names one and this is no pod"),
  HOSTNAME("the host's name", "the first part of this candidate's name in the Lease");

  private final String usual;
  private final String meaning;

  Variable(String usual, String meaning) {
    this.usual = usual;
    this.meaning = meaning;
  }

  /** What it is when it is not set; empty for nothing. */
  String usual() {
    return usual;
  }

  /** What it says, in a few words. */
  String meaning() {
    return meaning;
  }
}
