package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.endpoint.Members.Group;
import io.flatnet.controllers.endpoint.Members.Member;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever pods come and go: the slices of a Service are right, few, and seldom written. */
@SuppressWarnings("NullAway") // what a test set is there
class SlicePlannerPropertyTest {
  private static final V1Service SERVICE = Scenes.flat("web");

  /** The slices of an API server that carries out plans. */
  private static final class Server {
    final Map<String, V1EndpointSlice> slices = new TreeMap<>();
    int names;

    List<V1EndpointSlice> list() {
      return List.copyOf(slices.values());
    }

    void carryOut(SlicePlanner.Plan plan) {
      plan.create()
          .forEach(
              slice -> {
                V1ObjectMeta metadata = slice.getMetadata();
                String name = metadata.getGenerateName() + names++;
                slices.put(name, slice.metadata(metadata.name(name)));
              });
      plan.update()
          .forEach(
              slice -> {
                String name = slice.getMetadata().getName();
                assertThat(slices.get(name).getAddressType()).isEqualTo(slice.getAddressType());
                slices.put(name, slice);
              });
      plan.delete().forEach(slice -> slices.remove(slice.getMetadata().getName()));
    }
  }

  private static Member member(int i, boolean ready) {
    IpFamily family = i % 7 == 0 ? IpFamily.IPV6 : IpFamily.IPV4;
    String address =
        family == IpFamily.IPV4 ? "10.0." + i / 250 + "." + i % 250 : "fd00::" + (i + 1);
    List<EndpointPort> ports = List.of(new EndpointPort("", "TCP", i % 5 == 0 ? 90 : 80, ""));
    return new Member(
        new Group(family, ports),
        new FlatEndpoint(
            IpAddress.parse(address).toString(),
            "apps",
            "p" + i,
            "uid-" + i,
            "n1",
            "",
            ready,
            ready,
            false));
  }

  private static List<Member> members(Random random, int count, int from) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < from; i++) {
      if (random.nextInt(from) < count) {
        members.add(member(i, random.nextInt(10) > 0));
      }
    }
    return members;
  }

  @Property
  void plan_whenPodsComeAndGo_slicesAreTheDesiredOnesAndFew(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 400) Integer> counts,
      @ForAll long seed) {
    Random random = new Random(seed);
    Server server = new Server();
    for (int count : counts) {
      List<Member> members = members(random, count, 400);
      server.carryOut(SlicePlanner.plan(SERVICE, server.list(), members));
      assertRight(server, members);
      assertThat(SlicePlanner.plan(SERVICE, server.list(), members).isEmpty()).isTrue();
    }
  }

  private static void assertRight(Server server, List<Member> members) {
    List<Member> published = new ArrayList<>();
    for (V1EndpointSlice slice : server.list()) {
      assertThat(slice.getEndpoints()).hasSizeBetween(1, SlicePlanner.MAX_ENDPOINTS);
      Group group = SliceObjects.group(slice).orElseThrow();
      slice
          .getEndpoints()
          .forEach(e -> published.add(new Member(group, FlatEndpoint.of(e).orElseThrow())));
    }
    assertThat(new HashSet<>(published)).hasSameSizeAs(published);
    assertThat(new HashSet<>(published)).isEqualTo(new HashSet<>(members));
    Map<Group, Long> needed =
        members.stream().collect(Collectors.groupingBy(Member::group, Collectors.counting()));
    Map<Group, Long> used =
        server.list().stream()
            .collect(
                Collectors.groupingBy(
                    slice -> SliceObjects.group(slice).orElseThrow(), Collectors.counting()));
    used.forEach(
        (group, slices) ->
            assertThat(slices)
                .isLessThanOrEqualTo(
                    (needed.get(group) + SlicePlanner.MAX_ENDPOINTS - 1)
                            / SlicePlanner.MAX_ENDPOINTS
                        + SlicePlanner.SPARE_SLICES));
  }

  @Property
  void plan_whenOnePodChanges_writesOneSliceAndMovesNobody(
      @ForAll @IntRange(min = 1, max = 400) int count, @ForAll long seed) {
    Random random = new Random(seed);
    Server server = new Server();
    List<Member> members = members(random, count, 400);
    server.carryOut(SlicePlanner.plan(SERVICE, server.list(), members));
    if (members.isEmpty()) {
      return;
    }
    int changed = random.nextInt(members.size());
    Member old = members.get(changed);
    FlatEndpoint was = old.endpoint();
    members.set(
        changed,
        new Member(
            old.group(),
            new FlatEndpoint(
                was.address(),
                "apps",
                was.pod(),
                was.podUid(),
                "n1",
                "",
                !was.ready(),
                false,
                true)));

    SlicePlanner.Plan plan = SlicePlanner.plan(SERVICE, server.list(), members);

    assertThat(plan.update()).hasSize(1);
    assertThat(plan.create()).isEmpty();
    assertThat(plan.delete()).isEmpty();
  }

  @Property
  void plan_whenOnePodComes_writesOneSlice(
      @ForAll @IntRange(max = 300) int count, @ForAll long seed) {
    Server server = new Server();
    List<Member> members = members(new Random(seed), count, 400);
    server.carryOut(SlicePlanner.plan(SERVICE, server.list(), members));
    members.add(member(1001, true));

    SlicePlanner.Plan plan = SlicePlanner.plan(SERVICE, server.list(), members);

    assertThat(plan.create().size() + plan.update().size()).isEqualTo(1);
    assertThat(plan.delete()).isEmpty();
  }

  @Property
  void plan_whenSlicesAreOfOthersOrDoubled_isRightAfterOnePlan(
      @ForAll @IntRange(min = 1, max = 200) int count, @ForAll long seed) {
    Server server = new Server();
    List<Member> members = members(new Random(seed), count, 400);
    server.carryOut(SlicePlanner.plan(SERVICE, List.of(), members));
    server.carryOut(SlicePlanner.plan(SERVICE, List.of(), members)); // a reply that was lost
    V1Service earlier = Scenes.flat("web");
    earlier.getMetadata().uid("earlier");
    server.carryOut(SlicePlanner.plan(earlier, List.of(), members));

    server.carryOut(SlicePlanner.plan(SERVICE, server.list(), members));

    assertRight(server, members);
    Set<String> owners =
        server.list().stream()
            .map(slice -> slice.getMetadata().getOwnerReferences().getFirst().getUid())
            .collect(Collectors.toSet());
    assertThat(owners).isSubsetOf(Set.of("uid-web"));
  }
}
