package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.Phase;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerFormatException;
import io.flatnet.ipam.RangeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The subnets' ledgers against the FlatNetworkIPs. Pure. */
final class LedgerCheck {
  private static final Set<String> WORKLOAD_KINDS =
      Set.of("Deployment", "DaemonSet", "StatefulSet", "CronJob", "Job");

  private final Map<String, RangeSet> before = new HashMap<>();
  private final Map<String, List<FlatNetworkIP>> holders = new HashMap<>();
  private final Set<String> workloads;

  private LedgerCheck(ClusterPicture picture) {
    workloads = picture.workloads();
    for (FlatNetworkSubnet subnet : picture.before()) {
      try {
        before.put(Metadata.uid(subnet), SubnetPool.ledger(subnet));
      } catch (LedgerFormatException _) {
        // the later reading tells
      }
    }
    for (FlatNetworkIP ip : picture.addresses()) {
      if (AddressObjects.isHolding(ip)) {
        String subnet = Objects.requireNonNullElse(ip.spec().getSubnet(), "");
        holders.computeIfAbsent(subnet, _ -> new ArrayList<>()).add(ip);
      }
    }
  }

  static Stream<Fault> of(ClusterPicture picture) {
    LedgerCheck check = new LedgerCheck(picture);
    return picture.subnets().stream().flatMap(check::look);
  }

  /** The workloads with reservations whose existence matters. */
  static Stream<String> reserving(FlatNetworkSubnet subnet) {
    return Objects.requireNonNullElse(subnet.status().getReservedIP(), Map.<String, Object>of())
        .keySet()
        .stream()
        .filter(key -> WORKLOAD_KINDS.contains(key.substring(0, Math.max(0, key.indexOf('/')))));
  }

  private Stream<Fault> look(FlatNetworkSubnet subnet) {
    SubnetPool pool = SubnetPool.of(subnet);
    List<FlatNetworkIP> all = holders.getOrDefault(pool.name(), List.of());
    return Stream.of(failed(subnet, pool).stream(), against(subnet, pool, all), reserved(subnet))
        .flatMap(faults -> faults);
  }

  private static Optional<Fault> failed(FlatNetworkSubnet subnet, SubnetPool pool) {
    boolean isFailed = Phase.of(subnet.status().getPhase()) == Phase.FAILED;
    String fault = pool.fault();
    if (!isFailed && fault == null) {
      return Optional.empty();
    }
    String said = Objects.requireNonNullElse(subnet.status().getFailureMessage(), "");
    return Optional.of(
        new Fault(
            FaultKind.SUBNET_FAILED,
            subnet(pool.name()),
            "",
            "it gives no addresses: " + (isFailed && !said.isEmpty() ? said : fault),
            "mend it: kubectl -n "
                + FlatNetwork.NAMESPACE
                + " edit flsubnet "
                + pool.name()
                + "; what is held stays held until then"));
  }

  private Stream<Fault> against(
      FlatNetworkSubnet subnet, SubnetPool pool, List<FlatNetworkIP> all) {
    boolean hasLedger = !Objects.requireNonNullElse(subnet.status().getLedger(), "").isEmpty();
    List<Fault> faults = new ArrayList<>();
    List<IpRange> said = new ArrayList<>();
    int absent = 0;
    for (FlatNetworkIP ip : all) {
      IpAddress address = AddressObjects.published(ip).orElse(null);
      if (address == null) {
        continue;
      }
      said.add(IpRange.of(address));
      if (!hasLedger) {
        absent++;
      } else if (pool.rules() != null && !pool.used().contains(address)) {
        faults.add(missing(pool.name(), ip, address));
      }
      if (pool.rules() != null && !pool.pool().contains(address)) {
        faults.add(outside(pool, ip, address));
      }
    }
    if (absent > 0) {
      faults.add(lost(pool.name(), absent));
    }
    RangeSet kept = before.getOrDefault(Metadata.uid(subnet), RangeSet.empty());
    RangeSet leaked = pool.used().intersection(kept).minus(RangeSet.copyOf(said));
    leaked.addresses().forEach(address -> faults.add(leaked(pool.name(), address)));
    return faults.stream();
  }

  private static Fault missing(String subnet, FlatNetworkIP ip, IpAddress address) {
    return new Fault(
        FaultKind.NOT_IN_LEDGER,
        ip(ip),
        address + " " + Metadata.uid(ip),
        "it says " + address + ", which the ledger of subnet \"" + subnet + "\" lacks",
        Advice.REPAIR);
  }

  private static Fault lost(String subnet, int addresses) {
    return new Fault(
        FaultKind.NOT_IN_LEDGER,
        subnet(subnet),
        "",
        "it has no ledger, and FlatNetworkIPs say " + addresses + " addresses of it",
        "the operator makes the ledger anew from them; " + Advice.LEADER);
  }

  private static Fault outside(SubnetPool pool, FlatNetworkIP ip, IpAddress address) {
    return new Fault(
        FaultKind.OUTSIDE_SUBNET,
        ip(ip),
        address + " " + Metadata.uid(ip),
        "it has "
            + address
            + ", which subnet \""
            + pool.name()
            + "\" does not give; it gives "
            + Advice.ranges(pool.pool()),
        "the pod keeps it; to have another, "
            + Advice.deletePod(ip.getMetadata())
            + ", or widen the subnet's ranges");
  }

  private static Fault leaked(String subnet, IpAddress address) {
    return new Fault(
        FaultKind.LEAKED_ADDRESS,
        subnet(subnet),
        address.toString(),
        "its ledger has " + address + ", and no FlatNetworkIP does",
        Advice.REPAIR);
  }

  private Stream<Fault> reserved(FlatNetworkSubnet subnet) {
    String name = Objects.requireNonNullElse(subnet.getMetadata().getName(), "");
    return reserving(subnet)
        .filter(workload -> !workloads.contains(workload))
        .map(
            workload ->
                new Fault(
                    FaultKind.LEAKED_RESERVATION,
                    subnet(name),
                    workload,
                    "addresses are reserved for " + workload + ", which does not exist",
                    "the operator ends the reservation; " + Advice.LEADER));
  }

  private static String subnet(String name) {
    return FlatNetwork.SUBNET_KIND + " " + name;
  }

  private static String ip(FlatNetworkIP ip) {
    return FlatNetwork.IP_KIND + " " + ip.key();
  }
}
