package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a subnet legal, alone and beside others. Every check tells all that it finds.
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
  private final SubnetReader addresses;
  private final List<Finding> findings = new ArrayList<>();

  private SubnetCheck(SubnetDraft draft) {
    this.draft = draft;
    this.addresses = SubnetReader.read(draft);
  }

  /**
   * All that is wrong with a subnet, alone and beside the others. In the order of the fields, then
   * of the others.
   *
   * @param others the subnets of the cluster; one of the draft's own name is left out
   */
  public static List<Finding> check(SubnetDraft draft, Collection<SubnetDraft> others) {
    SubnetCheck check = new SubnetCheck(draft);
    check.checkAlone();
    for (SubnetDraft other : others) {
      if (!other.name().equals(draft.name())) {
        check.checkBeside(other);
      }
    }
    return List.copyOf(check.findings);
  }

  /** What is legal in a subnet and yet perhaps not meant: ranges that overlap each other. */
  public static List<Finding> warnings(SubnetDraft draft) {
    List<Finding> warnings = new ArrayList<>();
    IpRange reach = null; // of those before, the one that ends last
    for (IpRange range : SubnetReader.read(draft).writtenRanges().stream().sorted().toList()) {
      if (reach != null && reach.overlaps(range)) {
        warnings.add(
            new Finding(
                "spec.ranges",
                range.toString(),
                "overlaps " + reach + " and is merged with it",
                "write the two as one range"));
      }
      reach = reach == null || range.to().compareTo(reach.to()) > 0 ? range : reach;
    }
    return warnings;
  }

  /**
   * What a subnet would leave outside its cidr or ranges though pods have it.
   *
   * @param used the addresses in use, without the gateway
   */
  public static List<Finding> checkUse(SubnetDraft draft, RangeSet used) {
    SubnetReader addresses = SubnetReader.read(draft);
    IpPrefix prefix = addresses.prefix();
    if (prefix == null || !addresses.findings().isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    RangeSet network = RangeSet.of(prefix.range());
    stranded("spec.cidr", prefix.toString(), used.minus(network), findings);
    RangeSet ranges = addresses.ranges();
    if (!ranges.isEmpty()) {
      stranded(
          "spec.ranges", ranges.toString(), used.intersection(network).minus(ranges), findings);
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

  private void checkAlone() {
    checkFlatMode();
    checkMaster();
    checkVlan();
    checkMode();
    checkIpvlanFlag();
    findings.addAll(addresses.findings());
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

  // ---- beside another subnet

  private void checkBeside(SubnetDraft other) {
    if (draft.master() == null
        || !draft.master().equals(other.master())
        || draft.vlanOrUntagged() != other.vlanOrUntagged()
        || draft.flatMode() == null
        || other.flatMode() == null) {
      return;
    }
    if (!draft.flatMode().equals(other.flatMode())) {
      add(
          "flatMode",
          draft.flatMode(),
          "must be "
              + other.flatMode()
              + " as in subnet \""
              + other.name()
              + "\", since one parent interface and VLAN carries one kind",
          "use that kind, another master or another vlan");
      return;
    }
    checkOverlap(other);
  }

  private void checkOverlap(SubnetDraft other) {
    SubnetReader theirs = SubnetReader.read(other);
    IpPrefix prefix = addresses.prefix();
    IpPrefix theirPrefix = theirs.prefix();
    if (prefix == null || theirPrefix == null || !prefix.range().overlaps(theirPrefix.range())) {
      return;
    }
    if (draft.ranges().isEmpty() || other.ranges().isEmpty()) {
      add(
          "cidr",
          draft.cidr(),
          "must not overlap "
              + theirPrefix
              + " of subnet \""
              + other.name()
              + "\" on the same master and VLAN unless both have ranges",
          "give "
              + (draft.ranges().isEmpty() ? "this subnet" : "subnet \"" + other.name() + "\"")
              + " ranges that the other does not use, or choose another network");
      return;
    }
    RangeSet common = addresses.ranges().intersection(theirs.ranges());
    if (!common.isEmpty()) {
      add(
          "ranges",
          Shown.ranges(addresses.ranges()),
          "must not overlap the ranges of subnet \""
              + other.name()
              + "\" on the same master and VLAN, and both have "
              + Shown.ranges(common),
          "take these addresses out of one of the two");
    }
  }
}
