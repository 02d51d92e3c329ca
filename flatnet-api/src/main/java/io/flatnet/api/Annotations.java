package io.flatnet.api;

/** The annotations of pod templates, subnets and Ingresses that take part. */
public final class Annotations {
  /** {@code auto}, one address, or several joined by {@code -} of which each pod gets one. */
  public static final String IP = FlatNetwork.GROUP + "/ip";

  /** The name of the subnet. */
  public static final String SUBNET = FlatNetwork.GROUP + "/subnet";

  /** Empty, {@code auto}, one MAC, or several joined by {@code -}. */
  public static final String MAC = FlatNetwork.GROUP + "/mac";

  /** On an Ingress: {@code "true"} sends its backends over the flat network. */
  public static final String INGRESS = FlatNetwork.GROUP + "/ingress";

  /** {@code disabled}: no flat service for this workload. */
  public static final String FLAT_NETWORK_SERVICE = FlatNetwork.GROUP + "/flatNetworkService";

  /**
   * Any non-empty value on a subnet, {@code "true"} on a FlatNetworkIP: the pod also gets the 6to4
   * address of its IPv4 address (RFC 3056).
   */
  public static final String IPV6_TO_4 = FlatNetwork.GROUP + "/ipv6to4";

  /** Multus: the further interfaces of a pod. */
  public static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";

  /** Multus: the network that makes the pod's only interface. */
  public static final String DEFAULT_NETWORK = "v1.multus-cni.io/default-network";

  /**
   * On a Service of the flat network: the selector that it would have, {@code name=value} joined by
   * commas. It is not in the spec so that Kubernetes does not publish the pods' other addresses.
   */
  public static final String SELECTOR = FlatNetwork.GROUP + "/selector";

  /** {@code "true"} on a Service: its selector stays in its spec. */
  public static final String KEEP_SELECTOR = FlatNetwork.GROUP + "/keep-selector";

  /**
   * On a Service that the operator put on the flat network: the Ingresses that asked for it, joined
   * by commas. Without it the network's name is somebody else's, and stays.
   */
  public static final String INGRESS_BACKEND = FlatNetwork.GROUP + "/ingress-backend";

  private Annotations() {}
}
