package io.flatnet.webhook;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.WishCheck;
import io.flatnet.ipam.WishClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges a workload or pod that is created or updated.
 *
 * <p>A subnet is read afresh when addresses of it are asked for that were not asked for before, or
 * when the cache has none of that name. What asks for the same as before is not judged again: there
 * can be no new finding, and the workload's own pods may go on.
 *
 * <p>Two requests at once that name one address may both be let through, as neither is in the
 * cluster yet. The allocator then serves the first, and says so to the second.
 */
final class WorkloadAdmission {
  private final ClusterView cluster;
  private final SubnetBook subnets;

  WorkloadAdmission(ClusterView cluster) {
    this.cluster = cluster;
    this.subnets = new SubnetBook(cluster);
  }

  /** What was found in one object. */
  private record Found(List<Finding> findings, Set<String> unknown) {
    static Found of(List<Finding> findings) {
      return new Found(findings, Set.of());
    }
  }

  /**
   * The verdict.
   *
   * @param old the object before; null when there was none
   */
  Verdict judge(@Nullable Wisher old, Wisher now) {
    if (now.isDeleting()) {
      return new Verdict.Allowed(List.of());
    }
    if (old != null && now.asksAs(old)) {
      return Findings.verdict(
          now.subject(), Finding.added(old.shape(), now.shape()), scaled(old, now));
    }
    if (!now.takesPart()) {
      List<Finding> shape = old == null ? now.shape() : Finding.added(old.shape(), now.shape());
      return Findings.verdict(now.subject(), shape, List.of());
    }
    Optional<SubnetFacts> facts = facts(now);
    Found found = found(now, facts, true);
    Found before = old == null ? Found.of(List.of()) : before(old, now, facts);
    List<Finding> findings = Finding.added(before.findings(), found.findings());
    Set<String> unknown = new TreeSet<>(found.unknown());
    unknown.removeAll(before.unknown());
    if (findings.isEmpty() && !unknown.isEmpty()) {
      throw new UnknownStateException(unknown(now, unknown));
    }
    return Findings.verdict(now.subject(), findings, warnings(now, facts, old == null));
  }

  private static String unknown(Wisher wisher, Set<String> wished) {
    return "cannot judge "
        + wisher.subject()
        + ": who uses "
        + wished.iterator().next()
        + " of subnet \""
        + wisher.subnet()
        + "\" must be known, and its FlatNetworkIP is not here yet";
  }

  /** What is wrong without the update. What others have in another subnet does not excuse it. */
  private Found before(Wisher old, Wisher now, Optional<SubnetFacts> facts) {
    if (old.subnet().equals(now.subnet())) {
      return found(old, facts, true);
    }
    return found(old, hasLegalSubnet(old) ? subnets.cached(old.subnet()) : facts, false);
  }

  private static boolean hasLegalSubnet(Wisher wisher) {
    return wisher.takesPart()
        && FlatNetworkWish.subnetFinding(wisher.subnetField(), wisher.subnet()).isEmpty();
  }

  private Optional<SubnetFacts> facts(Wisher wisher) {
    if (!hasLegalSubnet(wisher)) {
      return Optional.empty();
    }
    Optional<SubnetFacts> cached = subnets.cached(wisher.subnet());
    boolean mustBeFresh = !wisher.isMadePod() && (wisher.isSpecific() || cached.isEmpty());
    return mustBeFresh ? subnets.fresh(wisher.subnet()) : cached;
  }

  private Found found(Wisher wisher, Optional<SubnetFacts> facts, boolean besideOthers) {
    if (!wisher.takesPart()) {
      return Found.of(wisher.shape());
    }
    List<Finding> findings = new ArrayList<>(wisher.shape());
    Optional<Finding> name = FlatNetworkWish.subnetFinding(wisher.subnetField(), wisher.subnet());
    if (name.isPresent()) {
      findings.add(name.get());
      return Found.of(findings);
    }
    SubnetFacts subnet = facts.orElse(null);
    if (subnet == null) {
      if (!wisher.isMadePod()) {
        findings.add(noSubnet(wisher));
      }
      return Found.of(findings);
    }
    SubnetRules rules = subnet.rules();
    if (rules == null) {
      if (!wisher.isMadePod()) {
        findings.add(badSubnet(wisher, subnet));
      }
      return Found.of(findings);
    }
    if (wisher.isMadePod() || !besideOthers) {
      findings.addAll(WishCheck.check(wisher.draft(), rules, WishClaims.none()));
      return Found.of(findings);
    }
    OthersClaims claims = new OthersClaims(wisher, subnet, cluster);
    findings.addAll(WishCheck.check(wisher.draft(), rules, claims));
    return new Found(findings, claims.unknown());
  }

  private static Finding noSubnet(Wisher wisher) {
    return new Finding(
        wisher.subnetField(),
        wisher.subnet(),
        "must name a FlatNetworkSubnet of namespace " + FlatNetwork.NAMESPACE,
        "create it first, or see kubectl -n " + FlatNetwork.NAMESPACE + " get flsubnet");
  }

  private static Finding badSubnet(Wisher wisher, SubnetFacts subnet) {
    return new Finding(
        wisher.subnetField(),
        wisher.subnet(),
        "must name a FlatNetworkSubnet that gives addresses, and this one does not: "
            + subnet.fault(),
        "mend that subnet first, or name another");
  }

  private List<String> scaled(Wisher old, Wisher now) {
    Long before = old.pods();
    Long pods = now.pods();
    if (!hasLegalSubnet(now) || pods == null || (before != null && pods <= before)) {
      return List.of();
    }
    return subnets.cached(now.subnet()).stream()
        .flatMap(facts -> WorkloadWarnings.room(now, now.key(cluster), facts, false).stream())
        .map(Finding::toString)
        .toList();
  }

  private List<String> warnings(Wisher now, Optional<SubnetFacts> facts, boolean isNew) {
    if (now.isMadePod() || !now.takesPart()) {
      return List.of();
    }
    return facts.stream()
        .flatMap(subnet -> WorkloadWarnings.of(now, now.key(cluster), subnet, isNew).stream())
        .map(Finding::toString)
        .toList();
  }
}
