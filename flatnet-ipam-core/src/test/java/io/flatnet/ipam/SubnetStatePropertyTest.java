package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Long runs of requests and events against {@link NaiveSubnet}. */
final class SubnetStatePropertyTest {
  private static final int OWNERS = 12;
  private static final int SIZE = 16; // a /28 or a /124
  private static final List<String> WORKLOADS = List.of("Deployment/ns/a", "Deployment/ns/b");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  enum Verb {
    ASK_AUTO,
    ASK_NAMED,
    ASK_ORDINAL,
    ASK_ATTACHED,
    OBSERVE,
    GIVE_BACK,
    RELEASE,
    HOLD,
    FORGET,
    WAKE,
    CHANGE_RULES
  }

  record Step(
      Verb verb, int owner, List<Integer> offsets, List<Integer> macs, int workload, int other) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> offset = Arbitraries.integers().between(-1, SIZE);
    Arbitrary<Integer> mac = Arbitraries.integers().between(1, 6);
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(8, Verb.ASK_AUTO),
                Tuple.of(4, Verb.ASK_NAMED),
                Tuple.of(2, Verb.ASK_ORDINAL),
                Tuple.of(1, Verb.ASK_ATTACHED),
                Tuple.of(1, Verb.OBSERVE),
                Tuple.of(1, Verb.GIVE_BACK),
                Tuple.of(5, Verb.RELEASE),
                Tuple.of(1, Verb.HOLD),
                Tuple.of(1, Verb.FORGET),
                Tuple.of(1, Verb.WAKE),
                Tuple.of(1, Verb.CHANGE_RULES)),
            Arbitraries.integers()
                .between(0, OWNERS - 1)
                .withDistribution(RandomDistribution.uniform()),
            offset.list().uniqueElements().ofMinSize(1).ofMaxSize(4),
            mac.list().ofMaxSize(3),
            Arbitraries.integers().between(0, WORKLOADS.size()),
            Arbitraries.integers().between(0, 11).withDistribution(RandomDistribution.uniform()))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(30);
  }

  /**
   * No double grant, no grant outside the candidates, no refusal while a candidate is free, a
   * ledger that is the union of leases and held addresses: the model has each, and the state must
   * say what the model says.
   */
  @Property
  void run_whenAnySteps_isWhatTheModelSays(
      @ForAll boolean ipv6, @ForAll("steps") List<Step> steps) {
    Run run = new Run(IpPrefix.parse(ipv6 ? "2001:db8::fff0/124" : "10.0.0.240/28"));
    for (Step step : steps) {
      run.take(step);
      run.check();
    }
    run.checkRebuilt();
  }

  /** A batch gives what its requests get one after the other. */
  @Property
  void decideAll_whenAnyRequests_isWhatTheyGetOneByOne(
      @ForAll("steps") List<Step> before, @ForAll("steps") List<Step> asked) {
    Run run = new Run(IpPrefix.parse("10.0.0.240/28"));
    before.forEach(run::take);
    List<Request> requests = asked.stream().map(run::request).toList();
    List<Decision> decisions = new ArrayList<>();
    SubnetState state = run.state;
    for (Request request : requests) {
      state = state.awake(request.now());
      Decision decision = state.decide(request);
      decisions.add(decision);
      if (decision instanceof Decision.Granted(Lease lease, Decision.Reason _)) {
        state = state.with(lease, request.now());
      }
    }
    assertThat(run.state.decideAll(requests)).isEqualTo(new Batch(decisions, state));
  }

  private static final class Run {
    private final IpPrefix prefix;
    private final NaiveSubnet model;
    private SubnetState state;
    private Instant now = START;

    Run(IpPrefix prefix) {
      this.prefix = prefix;
      this.model = new NaiveSubnet(SubnetRules.of(prefix));
      this.state = SubnetState.of(model.rules, List.of());
    }

    private IpAddress address(int offset) {
      IpAddress network = prefix.network();
      return new IpAddress(network.family(), network.high(), network.low() + offset);
    }

    private static String owner(Step step) {
      return "ns/pod-" + step.owner();
    }

    private static @Nullable String identity(Step step) {
      return step.other() < 6 ? "StatefulSet/ns/set-" + step.other() : null;
    }

    void take(Step step) {
      now = now.plusSeconds(step.other());
      switch (step.verb()) {
        case ASK_AUTO, ASK_NAMED, ASK_ORDINAL, ASK_ATTACHED -> ask(request(step));
        case OBSERVE -> {
          Lease lease = new Lease(owner(step), addresses(step).getFirst(), null, identity(step));
          model.with(lease, null);
          state = state.with(lease);
        }
        case GIVE_BACK -> {
          model.release(owner(step), null);
          state = state.without(owner(step));
        }
        case RELEASE -> {
          model.release(owner(step), now);
          state = state.released(owner(step), now);
        }
        case HOLD -> {
          model.hold(addresses(step));
          state = state.withHeld(set(addresses(step)));
        }
        case FORGET -> {
          String identity = "StatefulSet/ns/set-" + step.owner() % 6;
          model.memory.remove(identity);
          state = state.forget(identity);
        }
        case WAKE -> {
          model.wake(now);
          state = state.awake(now);
        }
        case CHANGE_RULES -> {
          model.change(rules(step));
          state = state.withRules(rules(step));
        }
      }
    }

    private List<IpAddress> addresses(Step step) {
      return step.offsets().stream().map(this::address).toList();
    }

    private static RangeSet set(List<IpAddress> addresses) {
      return RangeSet.copyOf(addresses.stream().map(IpRange::of).toList());
    }

    Request request(Step step) {
      boolean auto = step.verb() == Verb.ASK_AUTO;
      return new Request(
          owner(step),
          step.workload() < WORKLOADS.size() ? WORKLOADS.get(step.workload()) : null,
          auto ? List.of() : addresses(step),
          step.macs().stream().map(m -> new MacAddress(m << 1)).toList(),
          step.verb() == Verb.ASK_ATTACHED,
          identity(step),
          step.verb() == Verb.ASK_ORDINAL ? OptionalInt.of(step.owner() % 4) : OptionalInt.empty(),
          now);
    }

    /** Any mix of gateway, ranges, reservations, excluded addresses, strategy and cool-down. */
    private SubnetRules rules(Step step) {
      List<IpAddress> all = addresses(step);
      Map<String, RangeSet> reservations = new HashMap<>();
      for (int i = 1; i < all.size(); i++) {
        RangeSet one = RangeSet.of(IpRange.of(all.get(i)));
        reservations.merge(WORKLOADS.get(i % WORKLOADS.size()), one, RangeSet::union);
      }
      RangeSet ranges =
          step.macs().isEmpty()
              ? RangeSet.empty()
              : RangeSet.of(new IpRange(address(3), address(3 + 2 * step.macs().getFirst())));
      Strategy strategy =
          List.of(Strategy.LOWEST_FREE, new Strategy.NextAfterLast(), new Strategy.Random(7))
              .get(step.owner() % 3);
      return new SubnetRules(prefix, all.getFirst(), ranges, reservations)
          .withExcluded(set(List.of(address(step.owner()))))
          .withStrategy(strategy)
          .withCoolDown(Duration.ofSeconds(step.owner() * 4L));
    }

    private void ask(Request request) {
      Lease expected = model.decide(request);
      Lease current = model.leases.get(request.owner());
      switch (state.decide(request)) {
        case Decision.Kept(Lease lease) ->
            assertThat(lease).as("%s", request).isEqualTo(expected).isEqualTo(current);
        case Decision.Granted(Lease lease, Decision.Reason _) -> {
          assertThat(lease).as("%s", request).isEqualTo(expected).isNotEqualTo(current);
          model.with(Objects.requireNonNull(expected), now);
          state = state.with(lease, now);
        }
        case Decision.Refused refused -> {
          assertThat(expected).as("%s was refused: %s", request, refused).isNull();
          assertThat(refused.message()).contains(request.owner());
        }
      }
    }

    void check() {
      assertThat(state.used()).isEqualTo(model.used());
      assertThat(state.usedCount()).isEqualTo(model.used().addressCount().intValueExact());
      assertThat(state.leases()).isEqualTo(List.copyOf(model.leases.values()));
      assertThat(state.resting()).isEqualTo(model.rests);
      assertThat(state.remembered()).isEqualTo(model.memory);
      RangeSetPropertyTest.assertSound(state.used());
      for (Lease lease : model.leases.values()) {
        assertThat(state.lease(lease.owner())).contains(lease);
        assertThat(state.owner(lease.address())).isPresent();
      }
    }

    /** A state that was advanced event by event equals one made of the content in the end. */
    void checkRebuilt() {
      SubnetState rebuilt = model.rebuilt();
      assertThat(state).isEqualTo(rebuilt).hasSameHashCodeAs(rebuilt).isNotSameAs(rebuilt);
      assertThat(rebuilt).isEqualTo(state).hasToString(state.toString());
      assertThat(state.space().open().toSet()).isEqualTo(rebuilt.space().open().toSet());
      assertThat(state.space().closed()).isEqualTo(rebuilt.space().closed());
      assertThat(state.macs()).isEqualTo(rebuilt.macs());
      assertThat(state.duplicates()).isEqualTo(rebuilt.duplicates());
      Request next = Request.auto("ns/next").withNow(now);
      assertThat(rebuilt.decide(next)).isEqualTo(state.decide(next));
    }
  }
}
