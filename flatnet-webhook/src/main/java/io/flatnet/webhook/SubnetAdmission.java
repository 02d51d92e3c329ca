package io.flatnet.webhook;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.SubnetValues;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetCheck;
import io.flatnet.ipam.SubnetDraft;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a subnet that is created or updated. */
public final class SubnetAdmission {
  private static final int SHOWN_HOLDERS = 8;

  private SubnetAdmission() {}

  /**
   * Judges a new subnet.
   *
   * @param others the other subnets of its namespace; itself among them does no harm
   */
  public static Verdict create(FlatNetworkSubnet subnet, Collection<FlatNetworkSubnet> others) {
    return judge(null, subnet, others);
  }

  /**
   * Judges an update. It is refused only for findings that the old object did not have, so that
   * labels and finalizers of an object that was never right can still be written; an object that is
   * being deleted is never refused.
   *
   * @param others the other subnets of its namespace; itself among them does no harm
   */
  public static Verdict update(
      FlatNetworkSubnet old, FlatNetworkSubnet subnet, Collection<FlatNetworkSubnet> others) {
    return judge(old, subnet, others);
  }

  /**
   * Judges the end of a subnet: it is always allowed, with a warning when pods have addresses of
   * it.
   *
   * @param holders the pods that hold an address of it
   */
  public static Verdict delete(String name, Collection<Holder> holders) {
    if (holders.isEmpty()) {
      return new Verdict.Allowed(List.of());
    }
    List<String> first =
        holders.stream().map(Holder::podKey).sorted().limit(SHOWN_HOLDERS).toList();
    String more =
        holders.size() > first.size() ? " and " + (holders.size() - first.size()) + " more" : "";
    return new Verdict.Allowed(
        List.of(
            "subnet \""
                + name
                + "\" gives no addresses from now on, and goes when no pod has one of it any more;"
                + " now these have: "
                + String.join(", ", first)
                + more));
  }

  private static Verdict judge(
      @Nullable FlatNetworkSubnet old,
      FlatNetworkSubnet subnet,
      Collection<FlatNetworkSubnet> others) {
    if (subnet.getMetadata().getDeletionTimestamp() != null) {
      return new Verdict.Allowed(List.of());
    }
    List<String> warnings = new ArrayList<>();
    SubnetDraft draft = SubnetValues.draft(subnet);
    SubnetCheck.warnings(draft).forEach(warning -> warnings.add(warning.toString()));
    List<SubnetDraft> otherDrafts = others.stream().map(SubnetValues::draft).toList();
    List<Finding> findings = new ArrayList<>();
    if (old == null) {
      findings.addAll(SubnetValues.shapeFindings(subnet));
      findings.addAll(SubnetCheck.check(draft, otherDrafts));
    } else {
      SubnetDraft oldDraft = SubnetValues.draft(old);
      RangeSet used = used(old, oldDraft, warnings);
      findings.addAll(
          Finding.added(SubnetValues.shapeFindings(old), SubnetValues.shapeFindings(subnet)));
      findings.addAll(SubnetCheck.checkUpdate(oldDraft, draft, otherDrafts, used));
    }
    return Findings.verdict("subnet \"" + draft.name() + "\"", findings, warnings);
  }

  /** The pods' addresses: of the ledger, or of a status that another operator wrote. */
  private static RangeSet used(FlatNetworkSubnet subnet, SubnetDraft draft, List<String> warnings) {
    FlatNetworkSubnetStatus status = subnet.status();
    String ledger = status.getLedger();
    try {
      if (ledger != null && !ledger.isEmpty()) {
        return LedgerCodec.decode(ledger);
      }
      RangeSet used = SubnetValues.ranges(status.getUsedIP());
      String gateway = draft.gateway();
      return gateway == null ? used : used.without(IpAddress.parse(gateway));
    } catch (IllegalArgumentException e) {
      warnings.add(
          "cannot tell whether addresses in use stay inside the subnet: " + e.getMessage());
      return RangeSet.empty();
    }
  }
}
