package io.flatnet.api.macvlan;

import io.flatnet.api.Annotations;
import java.util.Map;
import java.util.Set;

/** The names of the old API group, its resources, annotations and labels. */
public final class Macvlan {
  /** The API group. */
  public static final String GROUP = "macvlan.cluster.cattle.io";

  /** The version of both resources. */
  public static final String VERSION = "v1";

  /** Group and version as they are written in {@code apiVersion}. */
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** The kind of subnets. */
  public static final String SUBNET_KIND = "MacvlanSubnet";

  /** The plural of subnets, as in URLs. */
  public static final String SUBNET_PLURAL = "macvlansubnets";

  /** The kind of addresses. */
  public static final String IP_KIND = "MacvlanIP";

  /** The plural of addresses, as in URLs. */
  public static final String IP_PLURAL = "macvlanips";

  /** Where all subnets live. */
  public static final String NAMESPACE = "kube-system";

  /** The name of the network that Multus knew. */
  public static final String NETWORK_NAME = "static-macvlan-cni-attach";

  /** What the name of a headless twin has more than the one of its original. */
  public static final String TWIN_SUFFIX = "-macvlan";

  /** {@code auto}, one address, or several joined by {@code -}. */
  public static final String IP = "macvlan.pandaria.cattle.io/ip";

  /** The name of the subnet. */
  public static final String SUBNET = "macvlan.pandaria.cattle.io/subnet";

  /** Empty, {@code auto}, one MAC, or several joined by {@code -}. */
  public static final String MAC = "macvlan.pandaria.cattle.io/mac";

  /** {@code disable} or {@code disabled}: no flat service for this workload. */
  public static final String SERVICE = "macvlan.panda.io/macvlanService";

  /** When an address that rested could be given again; nothing takes its place. */
  public static final String DELAY_REUSE = "macvlan.panda.io/ipDelayReuseTimestamp";

  /** Annotations that have another name now; {@link #DELAY_REUSE} has none. */
  public static final Map<String, String> RENAMED =
      Map.of(
          IP,
          Annotations.IP,
          SUBNET,
          Annotations.SUBNET,
          MAC,
          Annotations.MAC,
          "macvlan.panda.io/ingress",
          Annotations.INGRESS,
          SERVICE,
          Annotations.FLAT_NETWORK_SERVICE,
          "macvlan.panda.io/ipv6to4",
          Annotations.IPV6_TO_4);

  /** Labels that the old operator wrote; the operator writes its own. */
  public static final Set<String> LABELS =
      Set.of(
          SUBNET,
          "macvlan.pandaria.cattle.io/selectedIp",
          "macvlan.pandaria.cattle.io/multipleIpHash",
          "macvlan.panda.io/macvlanIpType",
          "macvlan.panda.io/selectedMac");

  private Macvlan() {}
}
