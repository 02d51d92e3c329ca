package io.flatnet.api;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import org.jspecify.annotations.Nullable;

/** The labels that the operator writes, and how addresses are spelled in their values. */
public final class Labels {
  /** On pods and workloads: the subnet's name. */
  public static final String SUBNET = FlatNetwork.GROUP + "/subnet";

  /** On pods: the address, spelled as {@link #selectedIp} does. */
  public static final String SELECTED_IP = FlatNetwork.GROUP + "/selectedIP";

  /** On pods: the MAC, spelled as {@link #selectedMac} does. */
  public static final String SELECTED_MAC = FlatNetwork.GROUP + "/selectedMac";

  /** On pods, workloads and FlatNetworkIPs: the {@link IpType}. */
  public static final String IP_TYPE = FlatNetwork.GROUP + "/flatNetworkIPType";

  /** On pods and workloads: {@code macvlan} or {@code ipvlan}. */
  public static final String FLAT_MODE = FlatNetwork.GROUP + "/flatMode";

  /** On FlatNetworkIPs: the subnet's name. */
  public static final String IP_SUBNET = "subnet";

  /** On FlatNetworkIPs: copied from the namespace. */
  public static final String PROJECT_ID = "field.cattle.io/projectId";

  /** On FlatNetworkIPs: copied from the pod, or made for Jobs and CronJobs. */
  public static final String WORKLOAD_SELECTOR = "workload.user.cattle.io/workloadselector";

  /** On subnets: the parent interface. */
  public static final String SUBNET_MASTER = "master";

  /** On subnets: the VLAN. */
  public static final String SUBNET_VLAN = "vlan";

  /** On subnets: the mode of the kind. */
  public static final String SUBNET_MODE = "mode";

  /** On subnets: {@code macvlan} or {@code ipvlan}. */
  public static final String SUBNET_FLAT_MODE = "flatMode";

  private static final int MAX_VALUE_CHARACTERS = 63;

  private Labels() {}

  /**
   * An address as a label value, where {@code :} is not allowed: {@code fd00::5} is {@code
   * fd00..5}. A value must begin and end with a letter or digit, so a {@code 0} is added where it
   * would not: {@code fd00::} is {@code fd00..0}.
   */
  public static String selectedIp(IpAddress address) {
    String value = address.toString().replace(':', '.');
    String begun = value.startsWith(".") ? "0" + value : value;
    return begun.endsWith(".") ? begun + "0" : begun;
  }

  /**
   * A MAC as a label value: without colons; empty when the pod asked for none.
   *
   * @param asked the MAC annotation of the pod
   * @param mac the MAC that its interface has
   */
  public static String selectedMac(@Nullable String asked, @Nullable MacAddress mac) {
    return asked == null || asked.isEmpty() || mac == null ? "" : mac.toString().replace(":", "");
  }

  /**
   * Whether the API server takes a text as a label's value: at most 63 letters, digits, {@code -},
   * {@code _} and {@code .}, the first and last a letter or digit.
   */
  public static boolean isValue(String text) {
    if (text.isEmpty()) {
      return true;
    }
    return text.length() <= MAX_VALUE_CHARACTERS
        && isAlphanumeric(text.charAt(0))
        && isAlphanumeric(text.charAt(text.length() - 1))
        && text.chars().allMatch(c -> isAlphanumeric(c) || c == '-' || c == '_' || c == '.');
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
