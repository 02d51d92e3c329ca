package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.Phase;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.TestSubnets;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory with one subnet, pods that exist or not, the node's plugin, and ledgers of
 * any number of leaders. After every write it checks that no address is given twice and that the
 * ledger has all that are published.
 */
final class World {
  static final String SUBNET = "s";
  private static final ObjectKey SUBNET_KEY = new ObjectKey(FlatNetwork.NAMESPACE, SUBNET);
  private static final int ROUNDS = 200;

  final InMemoryCluster cluster = new InMemoryCluster(true);
  final ClusterStore admin = cluster.client();
  final Set<String> pods = new HashSet<>();
  private int podIds;
  private boolean checking = true;
  private @Nullable String broken;

  World(String cidr) {
    admin.subnets().create(TestSubnets.of(cidr));
    cluster.onWrite(this::check);
  }

  /** A leader that has just started. */
  SubnetLedger leader(Faults faults) {
    return leader(faults, LedgerListener.NONE);
  }

  /** The same; the listener hears what it does. */
  SubnetLedger leader(Faults faults, LedgerListener listener) {
    return new SubnetLedger(
        SUBNET_KEY,
        new LedgerContext(
            cluster.client(faults),
            subnet -> Assessment.valid(SubnetValues.draft(subnet).toRules(Map.of())),
            ip -> Optional.empty(),
            listener,
            Runnable::run,
            () -> Instant.EPOCH,
            () -> 0));
  }

  /** Somebody writes the subnet just before its status is written for the first time. */
  Faults oneConflict() {
    boolean[] touched = {false};
    return (resource, verb, write) -> {
      if (verb.equals("updateStatus") && !touched[0]) {
        touched[0] = true;
        touchSubnet("1");
      }
      return Fault.NONE;
    };
  }

  // ---- what others do

  /** What a pod asks for, as the pod controller makes it. */
  static FlatNetworkIP claim(String name, String podId, String... addresses) {
    return FlatNetworkIP.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace("n")
                .name(name)
                .finalizers(List.of(FlatNetwork.ADDRESS_FINALIZER)))
        .spec(
            FlatNetworkIPSpec.builder()
                .subnet(SUBNET)
                .addrs(List.of(addresses))
                .podId(podId)
                .build())
        .build();
  }

  /** A pod and its FlatNetworkIP, unless one of that name is there. */
  void create(String name, String... addresses) {
    String podId = "pod-" + ++podIds;
    var outcome = admin.addresses().create(claim(name, podId, addresses));
    if (outcome.answer().isPresent()) {
      pods.add(podId);
    }
  }

  /** Another wish for a FlatNetworkIP. */
  void wish(String name, String... addresses) {
    find(name)
        .ifPresent(
            ip -> admin.addresses().update(ip.withSpec(ip.spec().withAddrs(List.of(addresses)))));
  }

  /** The pod ends and its FlatNetworkIP is deleted. */
  void end(String name) {
    find(name)
        .ifPresent(
            ip -> {
              pods.remove(ip.spec().getPodId());
              admin.addresses().delete(ObjectKey.of(ip), Metadata.uid(ip));
            });
  }

  /** The plugin makes the interface. */
  void attach(String name) {
    find(name)
        .filter(ip -> Phase.of(ip.status().getPhase()) == Phase.PENDING)
        .ifPresent(
            ip ->
                admin
                    .addresses()
                    .updateStatus(ip.withStatus(ip.status().withPhase(Phase.ACTIVE.wire()))));
  }

  /** Somebody edits the subnet. */
  void touchSubnet(String label) {
    admin.subnets().patch(SUBNET_KEY, MergePatch.builder().labels(Map.of("x", label)).build());
  }

  Optional<FlatNetworkIP> find(String name) {
    return admin.addresses().get(new ObjectKey("n", name)).answer();
  }

  List<FlatNetworkIP> all() {
    return admin.addresses().list().answer().orElseThrow();
  }

  // ---- what the controllers around a ledger do

  /** Tells a leader of one object, as it was when this snapshot was taken. */
  void tell(SubnetLedger leader, FlatNetworkIP snapshot) {
    if (!Metadata.isDeleting(snapshot)) {
      leader.inbox().submit(snapshot);
    } else if (!pods.contains(String.valueOf(snapshot.spec().getPodId()))) {
      leader.inbox().release(snapshot);
    }
  }

  /** Tells a leader of holders whose object and pod are gone. */
  void tellVanished(SubnetLedger leader) {
    Map<String, String> uids = new HashMap<>();
    all().forEach(ip -> uids.put(ip.key(), Metadata.uid(ip)));
    for (var lease : List.copyOf(leader.state().leases())) {
      leader
          .holder(lease.owner())
          .filter(holder -> !holder.uid().equals(uids.get(lease.owner())))
          .filter(holder -> !pods.contains(holder.podId()))
          .ifPresent(holder -> leader.inbox().vanished(lease.owner(), holder));
    }
  }

  /** Runs a leader over the whole cluster until it has nothing to do. */
  void settle(SubnetLedger leader) {
    boolean quiet = false;
    for (int round = 0; round < ROUNDS && !quiet; round++) {
      String before = image();
      all().forEach(ip -> tell(leader, ip));
      tellVanished(leader);
      quiet = leader.runBatch() instanceof Verdict.Done && image().equals(before);
    }
    if (!quiet) {
      throw new AssertionError("the leader does not come to rest: " + image());
    }
  }

  // ---- what must hold

  /** Checks no more: somebody else writes what no ledger of ours would. */
  void leaveUnchecked() {
    checking = false;
  }

  /** The first thing that went wrong, or null. */
  @Nullable String broken() {
    return broken;
  }

  void assertSound() {
    if (broken != null) {
      throw new AssertionError(broken);
    }
  }

  /** At rest: each pod has an address unless the subnet is full, and the ledger is their union. */
  void assertComplete(int size) {
    assertSound();
    RangeSet published = RangeSet.empty();
    int without = 0;
    for (FlatNetworkIP ip : all()) {
      Optional<IpAddress> address = AddressObjects.published(ip);
      if (address.isPresent() && AddressObjects.isHolding(ip)) {
        published = published.with(address.get());
      } else {
        without++;
      }
    }
    if (!published.equals(ledger())) {
      throw new AssertionError("ledger is " + ledger() + ", published are " + published);
    }
    int free = size - published.addressCount().intValue();
    if (without > 0 && free > 0 && all().stream().allMatch(World::isAuto)) {
      throw new AssertionError(without + " objects have no address though " + free + " are free");
    }
  }

  private static boolean isAuto(FlatNetworkIP ip) {
    List<String> addresses = ip.spec().getAddrs();
    return addresses == null || addresses.isEmpty();
  }

  private RangeSet ledger() {
    String text = admin.subnets().get(SUBNET_KEY).answer().orElseThrow().status().getLedger();
    return text == null ? RangeSet.empty() : LedgerCodec.decode(text);
  }

  private void check() {
    if (broken != null || !checking) {
      return;
    }
    RangeSet ledger = ledger();
    Map<IpAddress, String> holders = new HashMap<>();
    for (FlatNetworkIP ip : all()) {
      AddressObjects.published(ip)
          .filter(address -> AddressObjects.isHolding(ip))
          .ifPresent(
              address -> {
                String other = holders.put(address, ip.key());
                if (other != null) {
                  broken = address + " is published by " + other + " and " + ip.key();
                } else if (!ledger.contains(address)) {
                  broken = address + " of " + ip.key() + " is not in the ledger " + ledger;
                }
              });
    }
  }

  private String image() {
    StringBuilder image = new StringBuilder();
    all()
        .forEach(ip -> image.append(ip.key()).append('@').append(Metadata.version(ip)).append(' '));
    return image.append(ledger()).toString();
  }
}
