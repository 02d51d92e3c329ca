package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.SubnetDraft.Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An update is refused only for what it adds. */
final class SubnetUpdateTest {
  private static final RangeSet UNUSED = RangeSet.empty();

  private static SubnetDraft net(Range... ranges) {
    return Drafts.net("net", "10.0.0.0/24", ranges);
  }

  private static Range range(int from, int to) {
    return new Range("10.0.0." + from, "10.0.0." + to);
  }

  private static List<String> update(
      SubnetDraft old, SubnetDraft draft, RangeSet used, SubnetDraft... others) {
    return SubnetCheck.checkUpdate(old, draft, List.of(others), used).stream()
        .map(f -> f.field() + " " + f.constraint())
        .toList();
  }

  private static RangeSet used(int... last) {
    RangeSet used = UNUSED;
    for (int i : last) {
      used = used.with(Drafts.ip("10.0.0." + i));
    }
    return used;
  }

  @Test
  void checkUpdate_whenNothingChanges_findsNothingHoweverBroken() {
    SubnetDraft broken =
        new SubnetDraft(
            "net", "x", "a b", -1, "1/2", "m", "f", "g", List.of(range(2, 1)), List.of());
    assertThat(SubnetCheck.check(broken, List.of())).isNotEmpty();
    assertThat(update(broken, broken, used(1))).isEmpty();
  }

  @Test
  void checkUpdate_whenAFaultIsAdded_findsThatAlone() {
    SubnetDraft broken = Drafts.net("net", "10.0.0.0/24", "10.0.1.1", List.of());
    SubnetDraft worse = Drafts.net("net", "10.0.0.0/24", "10.0.1.1", List.of(range(2, 1)));
    assertThat(update(broken, worse, UNUSED)).containsExactly("spec.ranges[0] must go upwards");
    assertThat(update(worse, broken, UNUSED)).isEmpty();
  }

  @Test
  void checkUpdate_whenAListLosesAnElementBeforeAFault_findsNothing() {
    assertThat(update(net(range(3, 4), range(2, 1)), net(range(2, 1)), UNUSED)).isEmpty();
  }

  @Test
  void checkUpdate_whenRangesShrinkBelowAddressesInUse_findsThem() {
    assertThat(update(net(range(1, 9)), net(range(1, 5)), used(4, 5, 6, 9)))
        .containsExactly(
            "spec.ranges must contain the addresses in use, and 10.0.0.6, 10.0.0.9 are outside");
    assertThat(update(net(), net(range(1, 5)), used(6))).hasSize(1);
    assertThat(update(net(range(1, 9)), net(range(1, 5)), used(4, 5))).isEmpty();
  }

  @Test
  void checkUpdate_whenTheCidrShrinksBelowAddressesInUse_findsThem() {
    SubnetDraft half = Drafts.net("net", "10.0.0.0/25");
    assertThat(update(net(), half, used(127, 128)))
        .containsExactly("spec.cidr must contain the addresses in use, and 10.0.0.128 are outside");
    assertThat(update(half, net(), used(127))).isEmpty();
  }

  @Test
  void checkUpdate_whenAddressesWereOutsideBefore_findsOnlyNewOnes() {
    SubnetDraft old = net(range(1, 9));
    assertThat(update(old, net(range(1, 19)), used(5, 15, 25))).isEmpty();
    assertThat(update(old, net(range(1, 4)), used(5, 15, 25)))
        .containsExactly("spec.ranges must contain the addresses in use, and 10.0.0.5 are outside");
  }

  @Test
  void checkUpdate_whenTheOldAddressesCannotBeRead_findsAllThatAreOutside() {
    String outside = "spec.ranges must contain the addresses in use, and 10.0.0.5 are outside";
    assertThat(update(Drafts.net("net", "x"), net(range(1, 4)), used(5))).containsExactly(outside);
    assertThat(update(net(new Range("x", "10.0.0.9")), net(range(1, 4)), used(5)))
        .containsExactly(outside);
  }

  /** A fault that stays in one field must not hide pods that a change of another strands. */
  @Test
  void checkUpdate_whenAnOldFaultStays_stillFindsAddressesInUse() {
    SubnetDraft old = Drafts.net("net", "10.0.0.0/24", "gw", List.of());
    SubnetDraft shrunk = Drafts.net("net", "10.0.0.0/25", "gw", List.of());
    assertThat(update(old, shrunk, used(200)))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("spec.cidr");
  }

  @Test
  void checkUpdate_whenAnOverlapWasThere_findsOnlyWhatItAdds() {
    SubnetDraft other = Drafts.net("other", "10.0.0.0/24", range(5, 20));
    assertThat(update(net(range(1, 5)), net(range(1, 5), range(30, 40)), UNUSED, other)).isEmpty();
    assertThat(update(net(range(1, 5)), net(range(1, 6)), UNUSED, other))
        .containsExactly(
            "spec.ranges must not overlap the ranges of subnet \"other\" on the same master and"
                + " VLAN, and both have 10.0.0.6");
    assertThat(update(net(), net(range(5, 6)), UNUSED, other)).isEmpty();
    assertThat(update(net(range(5, 6)), net(), UNUSED, other)).hasSize(1);
  }

  /** Messages show the first ranges alone; what they leave out counts all the same. */
  @Test
  void checkUpdate_whenTheNewConflictIsBeyondWhatMessagesShow_findsIt() {
    List<Range> evens = new ArrayList<>();
    for (int i = 2; i < 100; i += 2) {
      evens.add(range(i, i));
    }
    SubnetDraft old = Drafts.net("net", "10.0.0.0/24", null, evens);
    evens.set(evens.size() - 1, range(99, 99));
    SubnetDraft moved = Drafts.net("net", "10.0.0.0/24", null, evens);
    SubnetDraft other = Drafts.net("other", "10.0.0.0/24", range(1, 200));
    assertThat(update(old, moved, UNUSED, other))
        .singleElement()
        .asString()
        .endsWith("both have 10.0.0.99");
  }

  @Test
  void checkUpdate_whenItMovesToAnotherLink_findsTheConflictsThere() {
    SubnetDraft other = Drafts.on("macvlan", "eth1", 0, Drafts.net("other", "10.0.0.0/24"));
    SubnetDraft moved = Drafts.on("macvlan", "eth1", 0, net());
    assertThat(update(net(), moved, UNUSED, other)).hasSize(1);
    assertThat(update(moved, moved, UNUSED, other)).isEmpty();
    assertThat(update(moved, net(), UNUSED, other)).isEmpty();
    assertThat(update(Drafts.on("macvlan", "eth1", 7, net()), moved, UNUSED, other)).hasSize(1);
  }

  @Test
  void checkUpdate_whenTheKindBecomesAnother_findsIt() {
    SubnetDraft other = Drafts.on("ipvlan", "eth0", 0, Drafts.net("other", "10.9.0.0/24"));
    SubnetDraft macvlan = net();
    SubnetDraft ipvlan = Drafts.on("ipvlan", "eth0", 0, net());
    assertThat(update(ipvlan, macvlan, UNUSED, other))
        .containsExactly(
            "spec.flatMode must be ipvlan as in subnet \"other\", since one parent interface and"
                + " VLAN carries one kind");
    assertThat(update(macvlan, net(range(1, 2)), UNUSED, other)).isEmpty();
    assertThat(update(Drafts.on("macvlan", "eth0", 7, net()), macvlan, UNUSED, other)).hasSize(1);
  }
}
