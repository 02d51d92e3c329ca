package io.flatnet.api;

/** The names of the API group and its resources. */
public final class FlatNetwork {
  /** The API group. */
  public static final String GROUP = "flatnetwork.pandaria.io";

  /** The version of both resources. */
  public static final String VERSION = "v1";

  /** Group and version as they are written in {@code apiVersion}. */
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** The kind of subnets. */
  public static final String SUBNET_KIND = "FlatNetworkSubnet";

  /** The plural of subnets, as in URLs. */
  public static final String SUBNET_PLURAL = "flatnetworksubnets";

  /** The kind of addresses. */
  public static final String IP_KIND = "FlatNetworkIP";

  /** The plural of addresses, as in URLs. */
  public static final String IP_PLURAL = "flatnetworkips";

  /** Where all subnets live, and the operator. */
  public static final String NAMESPACE = "cattle-flat-network";

  /** The component that events name, the operator's Lease and its service account. */
  public static final String OPERATOR_NAME = "rancher-flat-network-operator";

  /** The service account of the node agent, and the CNI plugin's type. */
  public static final String CNI_NAME = "rancher-flat-network-cni";

  /** The name of the networks that Multus knows. */
  public static final String NETWORK_NAME = "rancher-flat-network";

  /** Keeps a FlatNetworkIP until its address is back in the ledger. */
  public static final String ADDRESS_FINALIZER = GROUP + "/address";

  /** Keeps a subnet while addresses of it are in use. */
  public static final String IN_USE_FINALIZER = GROUP + "/in-use";

  /** What the reference puts on FlatNetworkIPs; taken off on removal. */
  public static final String REFERENCE_IP_FINALIZER =
      "wrangler.cattle.io/rancher-flat-network-ip-remove";

  /** What the reference puts on subnets; taken off on removal. */
  public static final String REFERENCE_SUBNET_FINALIZER =
      "wrangler.cattle.io/rancher-flat-network-subnet-remove";

  private FlatNetwork() {}
}
