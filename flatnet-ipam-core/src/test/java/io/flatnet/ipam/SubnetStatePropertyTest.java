package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Long runs of requests and releases against a model made of plain maps. */
final class SubnetStatePropertyTest {
  private static final int OWNERS = 12;
  private static final int SIZE = 16; // a /28 or a /124
  private static final List<String> WORKLOADS = List.of("Deployment/ns/a", "Deployment/ns/b");

  enum Verb {
    ASK_AUTO,
    ASK_NAMED,
    ASK_ATTACHED,
    RELEASE,
    HOLD,
    CHANGE_RULES
  }

  record Step(Verb verb, int owner, List<Integer> offsets, List<Integer> macs, int workload) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> offset = Arbitraries.integers().between(-1, SIZE);
    Arbitrary<Integer> mac = Arbitraries.integers().between(1, 6);
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(6, Verb.ASK_AUTO),
                Tuple.of(6, Verb.ASK_NAMED),
                Tuple.of(2, Verb.ASK_ATTACHED),
                Tuple.of(4, Verb.RELEASE),
                Tuple.of(1, Verb.HOLD),
                Tuple.of(1, Verb.CHANGE_RULES)),
            Arbitraries.integers()
                .between(0, OWNERS - 1)
                .withDistribution(RandomDistribution.uniform()),
            offset.list().uniqueElements().ofMinSize(1).ofMaxSize(4),
            mac.list().ofMaxSize(3),
            Arbitraries.integers().between(0, WORKLOADS.size()))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(120);
  }

  @Property(tries = 300)
  void run_whenAnySteps_keepsTheInvariants(
      @ForAll boolean ipv6, @ForAll("steps") List<Step> steps) {
    Model model = new Model(IpPrefix.parse(ipv6 ? "2001:db8::fff0/124" : "10.0.0.240/28"));
    for (Step step : steps) {
      model.run(step);
      model.check();
    }
  }

  private static final class Model {
    private final IpPrefix prefix;
    private SubnetState state;
    private final Map<String, Lease> leases = new HashMap<>();
    private Set<IpAddress> held = new HashSet<>();

    Model(IpPrefix prefix) {
      this.prefix = prefix;
      this.state = SubnetState.of(SubnetRules.of(prefix), List.of());
    }

    private IpAddress address(int offset) {
      IpAddress network = prefix.network();
      return new IpAddress(network.family(), network.high(), network.low() + offset);
    }

    void run(Step step) {
      String owner = "ns/pod-" + step.owner();
      switch (step.verb()) {
        case ASK_AUTO -> ask(request(step, owner, List.of(), false));
        case ASK_NAMED -> ask(request(step, owner, addresses(step), false));
        case ASK_ATTACHED -> ask(request(step, owner, addresses(step), true));
        case RELEASE -> {
          leases.remove(owner);
          state = state.without(owner);
        }
        case HOLD -> hold(step);
        case CHANGE_RULES -> state = state.withRules(rules(step));
      }
    }

    private List<IpAddress> addresses(Step step) {
      return step.offsets().stream().map(this::address).toList();
    }

    private static Request request(
        Step step, String owner, List<IpAddress> addresses, boolean attached) {
      List<MacAddress> macs = step.macs().stream().map(m -> new MacAddress(m << 1)).toList();
      return new Request(owner, workload(step), addresses, macs, attached);
    }

    private static @Nullable String workload(Step step) {
      return step.workload() < WORKLOADS.size() ? WORKLOADS.get(step.workload()) : null;
    }

    private void hold(Step step) {
      RangeSet addresses = RangeSet.empty();
      for (IpAddress address : addresses(step)) {
        addresses = addresses.with(address);
      }
      state = state.withHeld(addresses);
      held = new HashSet<>(addresses(step));
      leases.values().forEach(lease -> held.remove(lease.address()));
    }

    private SubnetRules rules(Step step) {
      List<IpAddress> all = addresses(step);
      Map<String, RangeSet> reservations = new HashMap<>();
      for (int i = 1; i < all.size(); i++) {
        reservations.merge(
            WORKLOADS.get(i % WORKLOADS.size()),
            RangeSet.of(IpRange.of(all.get(i))),
            RangeSet::union);
      }
      RangeSet ranges =
          step.macs().isEmpty()
              ? RangeSet.empty()
              : RangeSet.of(new IpRange(address(3), address(3 + 2 * step.macs().getFirst())));
      return new SubnetRules(prefix, all.getFirst(), ranges, reservations);
    }

    private void ask(Request request) {
      Lease current = leases.get(request.owner());
      switch (state.decide(request)) {
        case Decision.Kept kept -> assertThat(kept.lease()).isEqualTo(current);
        case Decision.Granted granted -> {
          Lease lease = granted.lease();
          assertThat(lease.owner()).isEqualTo(request.owner());
          assertThat(lease).isNotEqualTo(current);
          assertThat(current != null && request.attached()).isFalse();
          assertThat(free(request)).as("free for %s", request).contains(lease.address());
          assertThat(freeMacs(request, lease.address()))
              .satisfies(
                  macs -> assertThat(lease.mac() == null || macs.contains(lease.mac())).isTrue());
          assertThat(request.macs().isEmpty() || lease.mac() != null).isTrue();
          assertPreferred(request, current, lease);
          leases.put(request.owner(), lease);
          held.remove(lease.address());
          state = state.with(lease);
        }
        case Decision.Refused refused -> {
          assertThat(refused.message()).contains(request.owner());
          for (IpAddress address : free(request)) {
            assertThat(freeMacs(request, address))
                .as("%s was refused to %s", address, request)
                .isEmpty();
            assertThat(request.macs()).isNotEmpty();
          }
        }
      }
    }

    /** An owner keeps its address; else auto gets the lowest, and a list its first. */
    private void assertPreferred(Request request, @Nullable Lease current, Lease lease) {
      List<IpAddress> better = new ArrayList<>();
      for (IpAddress address : free(request)) {
        if (address.equals(lease.address())) {
          break;
        }
        better.add(address);
      }
      if (current != null && current.address().equals(lease.address())) {
        return;
      }
      for (IpAddress address : better) {
        assertThat(request.macs()).as("%s comes before %s", address, lease).isNotEmpty();
        assertThat(freeMacs(request, address)).isEmpty();
      }
    }

    /** The addresses that the request may get, the best first. */
    private List<IpAddress> free(Request request) {
      List<IpAddress> free = new ArrayList<>();
      List<IpAddress> wished = new ArrayList<>(request.addresses());
      for (int i = 0; wished.isEmpty() && i < SIZE; i++) {
        free.add(address(i));
      }
      free.addAll(wished);
      free.removeIf(address -> !state.rules().candidates().contains(address));
      free.removeIf(held::contains);
      leases.values().stream()
          .filter(lease -> !lease.owner().equals(request.owner()))
          .forEach(lease -> free.removeIf(lease.address()::equals));
      free.removeIf(address -> !allowed(request.workload(), address));
      return free;
    }

    private boolean allowed(@Nullable String workload, IpAddress address) {
      Map<String, RangeSet> reservations = state.rules().reservations();
      boolean own =
          workload != null
              && reservations.containsKey(workload)
              && reservations.get(workload).contains(address);
      return own || reservations.values().stream().noneMatch(set -> set.contains(address));
    }

    private Set<MacAddress> freeMacs(Request request, IpAddress address) {
      Set<MacAddress> macs = new HashSet<>(request.macs());
      if (request.macs().size() == request.addresses().size()) {
        macs.clear();
        for (int i = 0; i < request.macs().size(); i++) {
          if (request.addresses().get(i).equals(address)) {
            macs.add(request.macs().get(i));
          }
        }
      }
      for (Lease lease : leases.values()) {
        if (lease.mac() != null && !lease.owner().equals(request.owner())) {
          macs.remove(lease.mac());
        }
      }
      Lease current = leases.get(request.owner());
      if (request.macs().isEmpty() && current != null && current.mac() != null) {
        macs.add(current.mac());
      }
      return macs;
    }

    void check() {
      Set<IpAddress> leased = new TreeSet<>();
      for (Lease lease : leases.values()) {
        assertThat(leased.add(lease.address())).as("%s is granted twice", lease).isTrue();
        assertThat(state.owner(lease.address())).contains(lease.owner());
        assertThat(state.lease(lease.owner())).contains(lease);
      }
      RangeSet used = RangeSet.empty();
      for (IpAddress address : leased) {
        used = used.with(address);
      }
      for (IpAddress address : held) {
        used = used.with(address);
      }
      assertThat(state.used()).isEqualTo(used);
      assertThat(state.usedCount()).isEqualTo(used.addressCount().intValueExact());
      assertThat(new HashSet<>(state.leases())).isEqualTo(new HashSet<>(leases.values()));
      assertThat(state.duplicates()).isEmpty();
      RangeSetPropertyTest.assertSound(state.used());
      SubnetState rebuilt = SubnetState.of(state.rules(), state.leases()).withHeld(state.held());
      assertThat(rebuilt.decide(Request.auto("ns/next")))
          .isEqualTo(state.decide(Request.auto("ns/next")));
    }
  }
}
