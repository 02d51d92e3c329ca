package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.controllers.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws what users, kubelets and plugins do, small enough that they get in each other's way. */
final class Happenings {
  private static final int NAMES = 8;
  private static final List<String> SUBNETS = List.of("s-0", "s-1");
  private static final int HOSTS = 7; // of a /29, one more than there are
  private static final String MACS = "02:00:00:00:00:0";

  private final World world;

  Happenings(World world) {
    this.world = world;
  }

  /** The subnets with which all begins, and in half of all scripts pods of the old system. */
  void begin(SplittableRandom random) {
    SUBNETS.forEach(name -> world.subnetComes(name, base(name)));
    List<String> subnets = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    if (random.nextBoolean()) {
      for (int host = 1; host < HOSTS; host++) {
        int subnet = random.nextInt(3);
        if (subnet < SUBNETS.size()) {
          subnets.add(SUBNETS.get(subnet));
          addresses.add("10.0." + subnet + "." + host);
        }
      }
    }
    world.old.begin(subnets, addresses);
  }

  private static FlatNetworkSubnetSpec base(String name) {
    return FlatNetworkSubnetSpec.builder()
        .flatMode("macvlan")
        .master("eth0")
        .cidr(name.equals("s-0") ? "10.0.0.0/29" : "10.0.1.0/29")
        .gateway(name.equals("s-0") ? "10.0.0.6" : null)
        .build();
  }

  /** One happening. What it was, for the trace. */
  String happen(Step.Kind kind, SplittableRandom random) {
    String pod = "p-" + random.nextInt(NAMES);
    String node = "node-" + random.nextInt(2);
    String subnet = SUBNETS.get(random.nextInt(3) / 2);
    switch (kind) {
      case POD_COMES -> comes(pod, node, random);
      case WORKLOAD_CHANGES -> world.workloads.change(workload(random), template(random));
      case WORKLOAD_LEAVES -> world.workloads.leave(workload(random));
      case WISH_CHANGES -> world.wishChanges(pod, wish(random));
      case POD_LEAVES -> world.podLeaves(pod);
      case POD_IS_ENDED ->
          world.allPods().forEach(each -> ended(ObjectKey.of(each).name(), random));
      case POD_IS_REMOVED -> {
        world.podIsRemoved(pod);
        if (random.nextBoolean()) {
          comes(pod, node, random);
        }
      }
      case POD_FINISHES -> world.podFinishes(pod, random.nextBoolean() ? "Succeeded" : "Failed");
      case NODE_CHANGES -> world.nodes.changes(node);
      case NODE_TURNS -> world.nodes.turns(node);
      case PLUGIN_READS -> world.allIps().forEach(ip -> world.pluginReads(ObjectKey.of(ip).name()));
      case PLUGIN_WRITES ->
          world.allIps().forEach(ip -> world.pluginWrites(ObjectKey.of(ip).name()));
      case SUBNET_CHANGES -> world.subnetChanges(subnet, spec(subnet, random));
      case SUBNET_LEAVES -> world.subnetLeaves(subnet);
      case SUBNET_COMES -> SUBNETS.forEach(name -> world.subnetComes(name, base(name)));
      case FINALIZERS_GO -> world.finalizersGo(pod);
      case IP_LEAVES -> world.ipLeaves(pod);
      case LEDGER_GOES -> world.ledgerGoes(subnet);
      case OLD_POD_ENDS -> {
        return kind + " " + world.old.end(random);
      }
      case WATCH, RELIST, WORK, CATCH_UP, TIME, LATE_REQUEST, KILL ->
          throw new IllegalArgumentException(kind + " is not of the cluster");
    }
    return kind + " " + pod + " " + subnet + " " + node;
  }

  private void comes(String pod, String node, SplittableRandom random) {
    String workload = workload(random);
    Map<String, String> template = world.workloads.template(workload).orElse(null);
    if (!world.nodes.isThere(node)) {
      return;
    }
    if (template == null || random.nextInt(3) == 0) {
      world.podComes(pod, wish(random), "", node);
    } else {
      world.podComes(pod, template, workload, node);
    }
  }

  private static String workload(SplittableRandom random) {
    return SimulatedWorkloads.NAMES.get(random.nextInt(SimulatedWorkloads.NAMES.size()));
  }

  /**
   * What a pod template asks for: more often than a bare pod, certain addresses. One that cannot be
   * read keeps what is reserved, whatever that is, so nobody could tell what is right in the end.
   */
  private static Map<String, String> template(SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      Map<String, String> wish = wish(random);
      return FlatNetworkWish.of(wish) instanceof FlatNetworkWish.Malformed ? Map.of() : wish;
    }
    String net = "10.0." + random.nextInt(3) / 2 + ".";
    int first = 1 + random.nextInt(HOSTS - 1);
    String addresses = net + first + "-" + net + (1 + first % (HOSTS - 1));
    return World.wish("s-" + net.charAt(net.length() - 2), addresses, "");
  }

  private void ended(String pod, SplittableRandom random) {
    if (random.nextInt(3) > 0) {
      world.podIsEnded(pod);
    }
  }

  private static Map<String, String> wish(SplittableRandom random) {
    int subnet = random.nextInt(3) / 2;
    String net = "10.0." + subnet + ".";
    String addresses =
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> net + (1 + random.nextInt(HOSTS));
          case 3, 4 -> net + (1 + random.nextInt(3)) + "-" + net + (4 + random.nextInt(3));
          case 5 -> random.nextBoolean() ? "no address" : "";
          default -> "auto";
        };
    return World.wish("s-" + subnet, addresses, macs(random));
  }

  private static String macs(SplittableRandom random) {
    String first = MACS + (1 + random.nextInt(3));
    return switch (random.nextInt(9)) {
      case 0 -> first;
      case 1, 2 -> first + "-" + MACS + (4 + random.nextInt(2));
      default -> "";
    };
  }

  private static FlatNetworkSubnetSpec spec(String name, SplittableRandom random) {
    String net = name.equals("s-0") ? "10.0.0." : "10.0.1.";
    FlatNetworkSubnetSpec base = base(name);
    return switch (random.nextInt(9)) {
      case 0 -> base.withRanges(List.of(range(net, 1, 3)));
      case 1 -> base.withRanges(List.of(range(net, 2, 2), range(net, 4, 5)));
      case 2 -> base.withCidr(net + "0/33");
      case 3 -> base.withGateway("10.9.9.9");
      case 4 -> base.withCidr(net + "3/29");
      case 5 -> name.equals("s-1") ? base.withCidr("10.0.0.0/29") : base.withMaster("");
      default -> base;
    };
  }

  private static IpRangeSpec range(String net, int from, int to) {
    return IpRangeSpec.builder().from(net + from).to(net + to).build();
  }
}
