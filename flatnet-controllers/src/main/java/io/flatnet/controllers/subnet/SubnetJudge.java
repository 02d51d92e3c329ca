package io.flatnet.controllers.subnet;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.ledger.Assessment;
import io.flatnet.controllers.ledger.SubnetAssessor;
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
 */
public final class SubnetJudge implements SubnetAssessor {
  private static final Comparator<FlatNetworkSubnet> AGE =
      Comparator.comparing(
              (FlatNetworkSubnet subnet) ->
                  Objects.requireNonNullElse(
                      subnet.getMetadata().getCreationTimestamp(), OffsetDateTime.MAX))
          .thenComparing(FlatNetworkSubnet::key);

  private final ObjectCache<FlatNetworkSubnet> subnets;

  /** A judge who knows the other subnets from this cache. */
  public SubnetJudge(ObjectCache<FlatNetworkSubnet> subnets) {
    this.subnets = subnets;
  }

  @Override
  public Assessment assess(FlatNetworkSubnet subnet) {
    SubnetDraft draft = SubnetValues.draft(subnet);
    List<Finding> findings = new ArrayList<>(SubnetValues.shapeFindings(subnet));
    findings.addAll(SubnetCheck.check(draft, elders(subnet)));
    try {
      Map<String, RangeSet> reservations = SubnetValues.reservations(subnet.status());
      SubnetRules rules = rules(draft, reservations);
      return findings.isEmpty() && rules != null
          ? Assessment.valid(rules)
          : Assessment.failed(rules, message(findings));
    } catch (IllegalArgumentException e) {
      return Assessment.failed(null, String.valueOf(e.getMessage()));
    }
  }

  private List<SubnetDraft> elders(FlatNetworkSubnet subnet) {
    return subnets.list().stream()
        .filter(other -> AGE.compare(other, subnet) < 0)
        .filter(other -> !isSame(other.getMetadata(), subnet.getMetadata()))
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
