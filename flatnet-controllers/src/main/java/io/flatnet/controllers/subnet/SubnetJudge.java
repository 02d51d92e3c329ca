package io.flatnet.controllers.subnet;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.ledger.Assessment;
import io.flatnet.controllers.ledger.SubnetAssessor;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetCheck;
import io.flatnet.ipam.SubnetDraft;
import io.flatnet.ipam.SubnetRules;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges a subnet alone and beside those that were there before it: of two that exclude each other
 * the elder stays {@code Active} and only the younger is {@code Failed}.
 *
 * <p>Cost: only subnets of one master and VLAN can exclude each other, so one subnet is compared
 * with those alone. To judge all n of a cluster costs n + the sum of k² over the links with k
 * subnets each, where the cache keeps an index, as {@code InformerCache} does; another cache adds a
 * look at the master and VLAN of all n for each, and nothing is parsed of those.
 */
public final class SubnetJudge implements SubnetAssessor {
  private static final Comparator<FlatNetworkSubnet> AGE =
      Comparator.comparing(
              (FlatNetworkSubnet subnet) ->
                  Objects.requireNonNullElse(
                      subnet.getMetadata().getCreationTimestamp(), OffsetDateTime.MAX))
          .thenComparing(FlatNetworkSubnet::key);

  /** The master, then the VLAN, in which there is no dot: one text for each pair of the two. */
  private static final CacheIndex<FlatNetworkSubnet> BY_LINK =
      new CacheIndex<>("link", SubnetJudge::link);

  private final ObjectCache<FlatNetworkSubnet> subnets;
  private final @Nullable OldAddresses old;

  /** A judge who knows the other subnets from this cache, which is not filled yet. */
  public SubnetJudge(ObjectCache<FlatNetworkSubnet> subnets) {
    this(subnets, null);
  }

  /**
   * The same.
   *
   * @param old whose addresses are given to nobody; null for no such pods
   */
  public SubnetJudge(ObjectCache<FlatNetworkSubnet> subnets, @Nullable OldAddresses old) {
    this.subnets = subnets;
    this.old = old;
    subnets.keep(BY_LINK);
  }

  private static String link(FlatNetworkSubnet subnet) {
    return Objects.requireNonNullElse(subnet.spec().getMaster(), "")
        + "."
        + Objects.requireNonNullElse(subnet.spec().getVlan(), 0);
  }

  @Override
  public Assessment assess(FlatNetworkSubnet subnet) {
    SubnetDraft draft = SubnetValues.draft(subnet);
    List<Finding> findings = new ArrayList<>(SubnetValues.shapeFindings(subnet));
    findings.addAll(SubnetCheck.check(draft, elders(subnet)));
    try {
      Map<String, RangeSet> reservations = SubnetValues.reservations(subnet.status());
      SubnetRules rules = rules(draft, reservations);
      if (rules != null && old != null) {
        rules = rules.withExcluded(old.inUse(subnet));
      }
      return findings.isEmpty() && rules != null
          ? Assessment.valid(rules)
          : Assessment.failed(rules, message(findings));
    } catch (IllegalArgumentException e) {
      return Assessment.failed(null, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String outsiders(FlatNetworkIP ip) {
    return old == null
        ? ""
        : subnets
            .get(ObjectKey.ofSubnet(ip.spec().getSubnet()))
            .map(subnet -> old.holders(subnet, ip))
            .orElse("");
  }

  private List<SubnetDraft> elders(FlatNetworkSubnet subnet) {
    return subnets.having(BY_LINK, link(subnet)).stream()
        .filter(other -> AGE.compare(other, subnet) < 0)
        .filter(other -> !isSame(other.getMetadata(), subnet.getMetadata()))
        .sorted(AGE) // an index has no order, and the reason is not to change with it
        .map(SubnetValues::draft)
        .toList();
  }

  private static boolean isSame(V1ObjectMeta one, V1ObjectMeta other) {
    return Objects.equals(one.getName(), other.getName());
  }

  private static @Nullable SubnetRules rules(
      SubnetDraft draft, Map<String, RangeSet> reservations) {
    try {
      return draft.toRules(reservations);
    } catch (IllegalArgumentException _) {
      return null; // the findings say it
    }
  }

  private static String message(List<Finding> findings) {
    return String.join("; ", findings.stream().map(Finding::toString).toList());
  }
}
