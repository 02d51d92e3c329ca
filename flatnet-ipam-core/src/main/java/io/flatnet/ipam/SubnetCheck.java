package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a subnet legal, alone and beside others. Every check tells all that it finds (findings
 * keep the texts that they speak of, and copy none of them).
 *
 * <p>The operator and the webhook use the same checks, so that nothing depends on the webhook being
 * up.
 */
public final class SubnetCheck {
  private static final int MAX_VLAN = 4094; // IEEE 802.1Q: 4095 is reserved
  private static final String IPVLAN = "ipvlan";
  private static final Map<String, List<String>> MODES =
      Map.of(
          "macvlan",
          List.of("bridge", "vepa", "private", "passthru"),
          IPVLAN,
          List.of("l2", "l3", "l3s"));
  private static final List<String> IPVLAN_FLAGS = List.of("bridge", "private", "vepa");

  private final SubnetDraft draft;
  private final List<Finding> findings = new ArrayList<>();

  private SubnetCheck(SubnetDraft draft) {
    this.draft = draft;
  }

  /**
   * All that is wrong with a subnet, alone and beside the others. In the order of the fields, then
   * of the others. O(n log n) in all ranges and routes together: each of the others is read once.
   *
   * @param others the subnets of the cluster; one of the draft's own name is left out, and what is
   *     wrong with another alone is not said
   * @return an immutable list
   */
  public static List<Finding> check(SubnetDraft draft, Collection<SubnetDraft> others) {
    SubnetSide side = SubnetSide.of(draft);
    List<Finding> findings = alone(side);
    beside(side, null, others, findings);
    return List.copyOf(findings);
  }

  /**
   * What an update makes wrong that was not wrong before it, so that labels, finalizers and single
   * fields of a subnet that was never right can still be written:
   *
   * <ul>
   *   <li>what is wrong with the subnet alone and was not said of it before ({@link
   *       Finding#added});
   *   <li>another subnet's kind or addresses that it now conflicts with, without those that it
   *       conflicted with before;
   *   <li>addresses in use that it had and has no longer ({@link #checkUse}).
   * </ul>
   *
   * <p>The addresses are compared as sets: what messages leave out counts too. Cost as {@link
   * #check}.
   *
   * @param old the subnet before; its name does not matter
   * @param used the addresses in use, without the gateway
   * @return an immutable list
   */
  public static List<Finding> checkUpdate(
      SubnetDraft old, SubnetDraft draft, Collection<SubnetDraft> others, RangeSet used) {
    SubnetSide before = SubnetSide.of(old);
    SubnetSide side = SubnetSide.of(draft);
    List<Finding> findings = Finding.added(alone(before), alone(side));
    beside(side, before, others, findings);
    boolean wasReadable = before.addresses().prefix() != null && before.addresses().hasAllRanges();
    RangeSet had = wasReadable ? used.intersection(before.addresses().reach()) : used;
    findings.addAll(stranded(side.addresses(), had));
    return List.copyOf(findings);
  }

  /**
   * What is legal in a subnet and yet perhaps not meant. Subnets of today may have any of this, so
   * it is no reason to refuse:
   *
   * <ul>
   *   <li>ranges that overlap each other, of which at most the first 20 are named, and then how
   *       many more there are: they are merged, which gives the addresses that were written;
   *   <li>a gateway that is the network or the broadcast address of an IPv4 network of more than
   *       two addresses, multicast, loopback or unspecified: the network may never use its routes.
   *       The subnet-router anycast address of IPv6 is none of these, since routers answer there
   *       (RFC 4291 2.6.1);
   *   <li>addresses for pods that are multicast, loopback, unspecified or the limited broadcast:
   *       the kernel refuses them when the interface is set up;
   *   <li>no address for pods at all, as when the gateway is the only one.
   * </ul>
   *
   * <p>O(n log n) in the number of ranges.
   *
   * @return an immutable list
   */
  public static List<Finding> warnings(SubnetDraft draft) {
    return SubnetWarnings.of(draft);
  }

  /**
   * What a subnet would leave outside its cidr or ranges though pods have it. A cidr or ranges that
   * cannot be read leave nothing outside: {@link #check} speaks of those. O(n log n).
   *
   * @param used the addresses in use, without the gateway
   * @return an immutable list
   */
  public static List<Finding> checkUse(SubnetDraft draft, RangeSet used) {
    return List.copyOf(stranded(SubnetReader.read(draft), used));
  }

  private static List<Finding> stranded(SubnetReader addresses, RangeSet used) {
    List<Finding> findings = new ArrayList<>();
    IpPrefix prefix = addresses.prefix();
    if (prefix != null) {
      RangeSet network = RangeSet.of(prefix.range());
      stranded("spec.cidr", prefix.toString(), used.minus(network), findings);
      if (addresses.hasAllRanges()) {
        RangeSet outside = used.intersection(network).minus(addresses.reach());
        stranded("spec.ranges", Shown.ranges(addresses.ranges()), outside, findings);
      }
    }
    return findings;
  }

  private static void stranded(
      String field, String value, RangeSet outside, List<Finding> findings) {
    if (!outside.isEmpty()) {
      findings.add(
          new Finding(
              field,
              value,
              "must contain the addresses in use, and " + Shown.ranges(outside) + " are outside",
              "delete the pods that hold them first"));
    }
  }

  private static void beside(
      SubnetSide side,
      @Nullable SubnetSide before,
      Collection<SubnetDraft> others,
      List<Finding> findings) {
    for (SubnetDraft other : others) {
      Finding finding =
          other.name().equals(side.draft().name()) ? null : side.beside(other, before);
      if (finding != null) {
        findings.add(finding);
      }
    }
  }

  private static List<Finding> alone(SubnetSide side) {
    SubnetCheck check = new SubnetCheck(side.draft());
    check.checkKind();
    check.findings.addAll(side.addresses().findings());
    check.checkRoutes();
    return check.findings;
  }

  private void checkKind() {
    checkFlatMode();
    checkMaster();
    checkVlan();
    checkMode();
    checkIpvlanFlag();
  }

  private void checkRoutes() {
    for (int i = 0; i < draft.routes().size(); i++) {
      RouteCheck.check("spec.routes[" + i + "]", draft.routes().get(i), findings);
    }
  }

  private void add(String field, @Nullable String value, String constraint, String nextStep) {
    findings.add(new Finding("spec." + field, value == null ? "" : value, constraint, nextStep));
  }

  private void checkFlatMode() {
    if (draft.flatMode() == null || !MODES.containsKey(draft.flatMode())) {
      add("flatMode", draft.flatMode(), "must be macvlan or ipvlan", "choose one of them");
    }
  }

  private void checkMaster() {
    String master = draft.master();
    if (master == null) {
      add("master", null, "is required", "name the parent interface of the nodes, such as eth0");
      return;
    }
    String fault = InterfaceName.fault(master);
    if (fault != null) {
      add("master", master, fault, "write the name that 'ip link' shows on the nodes");
      return;
    }
    int vlan = draft.vlanOrUntagged();
    String name = master + "." + vlan;
    if (vlan > 0 && vlan <= MAX_VLAN && InterfaceName.bytes(name) > InterfaceName.MAX_BYTES) {
      add(
          "master",
          master,
          "must leave room for the VLAN: \""
              + name
              + "\" has more than "
              + InterfaceName.MAX_BYTES
              + " bytes",
          "give the parent interface a shorter name on the nodes");
    }
  }

  private void checkVlan() {
    int vlan = draft.vlanOrUntagged();
    if (vlan < 0 || vlan > MAX_VLAN) {
      add(
          "vlan",
          Integer.toString(vlan),
          "must be 0 to " + MAX_VLAN,
          "write 0 for an untagged network");
    }
  }

  private void checkMode() {
    List<String> modes = draft.flatMode() == null ? null : MODES.get(draft.flatMode());
    if (draft.mode() != null && modes != null && !modes.contains(draft.mode())) {
      add(
          "mode",
          draft.mode(),
          "must be one of " + String.join(", ", modes) + " for " + draft.flatMode(),
          "choose one, or leave it out for " + modes.getFirst());
    }
  }

  private void checkIpvlanFlag() {
    String flag = draft.ipvlanFlag();
    if (flag == null || draft.flatMode() == null || !MODES.containsKey(draft.flatMode())) {
      return;
    }
    if (!draft.flatMode().equals(IPVLAN)) {
      add("ipvlanFlag", flag, "must be empty for " + draft.flatMode(), "leave it out");
    } else if (!IPVLAN_FLAGS.contains(flag)) {
      add(
          "ipvlanFlag",
          flag,
          "must be one of " + String.join(", ", IPVLAN_FLAGS),
          "choose one, or leave it out for " + IPVLAN_FLAGS.getFirst());
    }
  }
}
