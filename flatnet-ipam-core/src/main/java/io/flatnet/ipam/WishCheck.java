package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes the addresses and MACs that a workload asks for legal in a subnet. Every check tells
 * all that it finds, with the position of the element: {@code FIELD[2]} is the third.
 *
 * <p>A pure function of what it is given: it decides nothing, and the allocator checks again.
 */
public final class WishCheck {
  private static final String OTHER_ADDRESS = "name another address";

  private final WishDraft draft;
  private final SubnetRules rules;
  private final RangeSet unusable;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();

  private WishCheck(WishDraft draft, SubnetRules rules) {
    this.draft = draft;
    this.rules = rules;
    this.unusable = rules.unusable();
  }

  /**
   * All that is wrong with a wish: addresses that cannot be read, are named twice, lie outside the
   * network, are its gateway, network, broadcast or subnet-router anycast address, excluded, or
   * another's; addresses that all lie outside the ranges; MACs that cannot be read, are named
   * twice, are multicast or zero, or another's; not as many MACs as addresses when there are both.
   * Addresses first, then MACs, in the order of the texts. O(n log n) in texts and ranges, beside
   * what the claims cost.
   *
   * @param claims who has what beside the workload that wishes
   * @return an immutable list
   */
  public static List<Finding> check(WishDraft draft, SubnetRules rules, WishClaims claims) {
    WishCheck check = new WishCheck(draft, rules);
    int addresses = check.checkAddresses(claims);
    check.checkMacs(addresses, claims);
    return List.copyOf(check.findings);
  }

  /**
   * What is legal in a wish and yet perhaps not meant: addresses outside the ranges, which no pod
   * gets, beside others that are inside. O(n log n).
   *
   * @return an immutable list
   */
  public static List<Finding> warnings(WishDraft draft, SubnetRules rules) {
    WishCheck check = new WishCheck(draft, rules);
    check.checkAddresses(WishClaims.none());
    return List.copyOf(check.warnings);
  }

  /** The elements of a list; none and a finding when it is longer than Kubernetes allows. */
  private List<String> elements(String field, @Nullable String text) {
    if (text != null && text.length() > WishDraft.MAX_CHARACTERS) {
      findings.add(
          new Finding(
              field,
              text,
              "must have at most " + WishDraft.MAX_CHARACTERS + " characters",
              "name fewer"));
      return List.of();
    }
    return WishDraft.elements(text);
  }

  /** Whether an element is missing between two joints or at an end; then there is a finding. */
  private boolean isMissing(String field, String element) {
    if (element.isEmpty()) {
      findings.add(
          new Finding(
              field, "", "must not be empty", "take out the '-' that nothing stands beside"));
    }
    return element.isEmpty();
  }

  /** How many elements there are, right or wrong. */
  private int checkAddresses(WishClaims claims) {
    List<String> texts = elements(draft.ipField(), draft.ip());
    Map<IpAddress, Integer> seen = new HashMap<>();
    List<Finding> outside = new ArrayList<>();
    String inRanges =
        "must lie inside the ranges " + Shown.ranges(rules.ranges()) + " to be given to a pod";
    boolean anyInside = false;
    for (int i = 0; i < texts.size(); i++) {
      String field = draft.ipField() + "[" + i + "]";
      IpAddress address =
          isMissing(field, texts.get(i))
              ? null
              : SubnetReader.address(field, texts.get(i), findings);
      if (address == null || isRepeated(seen, address, i, field, draft.ipField())) {
        continue;
      }
      if (!isUsable(field, address)) {
        continue;
      }
      if (!rules.ranges().isEmpty() && !rules.ranges().contains(address)) {
        outside.add(
            new Finding(field, address.toString(), inRanges, "name an address inside them"));
        continue;
      }
      anyInside = true;
      checkClaims(field, address, claims);
    }
    (anyInside ? warnings : findings).addAll(outside);
    return texts.size();
  }

  /** Whether the network lets any host have the address; otherwise there is a finding. */
  private boolean isUsable(String field, IpAddress address) {
    String fault = null;
    if (!rules.prefix().contains(address)) {
      fault = "must lie inside " + rules.prefix();
    } else if (address.equals(rules.gateway())) {
      fault = "must not be the gateway";
    } else if (unusable.contains(address)) {
      fault = "must not be the " + role(address) + " address of " + rules.prefix();
    } else if (rules.excluded().contains(address)) {
      fault = "must not be excluded from " + rules.prefix();
    }
    if (fault != null) {
      findings.add(new Finding(field, address.toString(), fault, OTHER_ADDRESS));
    }
    return fault == null;
  }

  private String role(IpAddress unusableAddress) {
    if (unusableAddress.family() == IpFamily.IPV6) {
      return "subnet-router anycast";
    }
    return unusableAddress.equals(rules.prefix().network()) ? "network" : "broadcast";
  }

  private void checkClaims(String field, IpAddress address, WishClaims claims) {
    claim(field, address, claims.reservedFor(address), "must not be reserved for another: ");
    claim(field, address, claims.user(address), "must not be used by another's pod: ");
  }

  private void claim(String field, Object value, Optional<String> who, String constraint) {
    who.ifPresent(
        name ->
            findings.add(
                new Finding(
                    field,
                    value.toString(),
                    constraint + Shown.start(name) + " has it",
                    value instanceof IpAddress ? OTHER_ADDRESS : "name another MAC")));
  }

  private void checkMacs(int addresses, WishClaims claims) {
    List<String> texts = elements(draft.macField(), draft.mac());
    Map<MacAddress, Integer> seen = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      String field = draft.macField() + "[" + i + "]";
      MacAddress mac = isMissing(field, texts.get(i)) ? null : mac(field, texts.get(i));
      if (mac != null && !isRepeated(seen, mac, i, field, draft.macField())) {
        claim(field, mac, claims.user(mac), "must not be in use: ");
      }
    }
    if (!texts.isEmpty() && addresses > 0 && texts.size() != addresses) {
      findings.add(
          new Finding(
              draft.macField(),
              texts.size() + " MACs",
              "must name as many MACs as there are addresses, " + addresses,
              "name one for each address, or none"));
    }
  }

  private @Nullable MacAddress mac(String field, String text) {
    MacAddress mac;
    try {
      mac = MacAddress.parse(text);
    } catch (AddressFormatException e) {
      findings.add(
          SubnetReader.unparsed(field, text, "a MAC", e, "write one such as 02:00:5e:10:00:01"));
      return null;
    }
    if (mac.isMulticast() || mac.isZero()) {
      findings.add(
          new Finding(
              field,
              mac.toString(),
              mac.isZero() ? "must not be all zeros" : "must not be a multicast MAC",
              "write one whose first octet is even, such as 02:00:5e:10:00:01"));
      return null;
    }
    return mac;
  }

  private <T> boolean isRepeated(
      Map<T, Integer> seen, T value, int index, String field, String list) {
    Integer first = seen.putIfAbsent(value, index);
    if (first != null) {
      findings.add(
          new Finding(
              field,
              value.toString(),
              "must be named once, and " + list + "[" + first + "] is the same",
              "take one of them out"));
    }
    return first != null;
  }
}
