package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.SubnetDraft.Range;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Subnets of a universe of 256 addresses against a model that has a bit for each address. Networks
 * have 4 to 64 addresses.
 */
final class SubnetCheckPropertyTest {
  private static final int SIZE = 256;
  private static final List<String> BASES = List.of("10.0.0.0", "fd00::ff00");

  /** A range of offsets into a network; {@code to} may be the smaller one. */
  record Span(int from, int to) {}

  /** A subnet by numbers: {@code 2^hostBits} addresses, the {@code block}-th of that size. */
  record Shape(int base, int hostBits, int block, int vlan, boolean ipvlan, List<Span> spans) {
    int size() {
      return 1 << hostBits;
    }

    int first() {
      return block * size() % SIZE;
    }

    /** The offsets in the universe, upwards. */
    Span at(Span span) {
      int from = first() + span.from() % size();
      int to = first() + span.to() % size();
      return new Span(Math.min(from, to), Math.max(from, to));
    }

    SubnetDraft draft(String name) {
      IpPrefix prefix = new IpPrefix(address(first()), address(0).family().bits() - hostBits);
      List<Range> ranges =
          spans.stream()
              .map(this::at)
              .map(s -> new Range(address(s.from()).toString(), address(s.to()).toString()))
              .toList();
      return Drafts.on(
          ipvlan ? "ipvlan" : "macvlan",
          "eth0",
          vlan,
          Drafts.net(name, prefix.toString(), null, ranges));
    }

    private IpAddress address(int offset) {
      IpAddress start = IpAddress.parse(BASES.get(base));
      return new IpAddress(start.family(), start.high(), start.low() + offset);
    }

    BitSet network() {
      BitSet bits = new BitSet(SIZE);
      bits.set(first(), first() + size());
      return bits;
    }

    BitSet reach() {
      if (spans.isEmpty()) {
        return network();
      }
      BitSet bits = new BitSet(SIZE);
      spans.stream().map(this::at).forEach(s -> bits.set(s.from(), s.to() + 1));
      return bits;
    }

    /** On one link, kinds are equal, and addresses may meet in no range. */
    boolean excludes(Shape other) {
      if (vlan != other.vlan) {
        return false;
      }
      if (ipvlan != other.ipvlan) {
        return true;
      }
      boolean whole = spans.isEmpty() || other.spans.isEmpty();
      return base == other.base
          && (whole ? network().intersects(other.network()) : reach().intersects(other.reach()));
    }
  }

  @Provide
  Arbitrary<Shape> shapes() {
    Arbitrary<Integer> offset = Arbitraries.integers().between(0, 63);
    Arbitrary<List<Span>> spans =
        Combinators.combine(offset, offset).as(Span::new).list().ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(2, 6),
            Arbitraries.integers().between(0, 63),
            Arbitraries.integers().between(0, 1),
            Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(false)), Tuple.of(1, Arbitraries.just(true))),
            spans)
        .as(Shape::new)
        .withoutEdgeCases(); // of small numbers, all come up
  }

  @Provide
  Arbitrary<List<Shape>> manyShapes() {
    return shapes().list().ofMaxSize(6);
  }

  private static List<SubnetDraft> drafts(List<Shape> shapes) {
    List<SubnetDraft> drafts = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      drafts.add(shapes.get(i).draft("other-" + i));
    }
    return drafts;
  }

  @Property
  void check_whenBesideOthers_findsWhatTheModelFinds(
      @ForAll("shapes") Shape shape, @ForAll("manyShapes") List<Shape> others) {
    List<Finding> findings = SubnetCheck.check(shape.draft("net"), drafts(others));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      if (shape.excludes(others.get(i))) {
        expected.add("other-" + i);
      }
    }
    assertThat(findings).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(findings.get(i).constraint()).contains("\"" + expected.get(i) + "\"");
    }
  }

  @Property
  void check_whenTheTwoChangePlaces_findsTheSame(
      @ForAll("shapes") Shape one, @ForAll("shapes") Shape other) {
    SubnetDraft a = one.draft("a");
    SubnetDraft b = other.draft("b");
    assertThat(SubnetCheck.check(a, List.of(b)).stream().map(Finding::field))
        .containsExactlyElementsOf(
            SubnetCheck.check(b, List.of(a)).stream().map(Finding::field).toList());
  }

  @Property
  void check_whenOthersComeInAnotherOrder_findsTheSame(
      @ForAll("shapes") Shape shape, @ForAll("manyShapes") List<Shape> others, @ForAll long seed) {
    List<SubnetDraft> drafts = drafts(others);
    List<SubnetDraft> shuffled = new ArrayList<>(drafts);
    Collections.shuffle(shuffled, new Random(seed));
    SubnetDraft draft = shape.draft("net");
    assertThat(new HashSet<>(SubnetCheck.check(draft, shuffled)))
        .isEqualTo(new HashSet<>(SubnetCheck.check(draft, drafts)));
  }

  @Property
  void checkUpdate_whenAnyUpdate_findsConflictsThatTheModelFindsNew(
      @ForAll("shapes") Shape old, @ForAll("shapes") Shape now, @ForAll("shapes") Shape other) {
    List<Finding> findings =
        SubnetCheck.checkUpdate(
            old.draft("net"), now.draft("net"), List.of(other.draft("other")), RangeSet.empty());
    assertThat(findings.size()).isEqualTo(isNewConflict(old, now, other) ? 1 : 0);
  }

  private static boolean isNewConflict(Shape old, Shape now, Shape other) {
    if (!now.excludes(other)) {
      return false;
    }
    if (!old.excludes(other)) {
      return true;
    }
    if (now.ipvlan() != other.ipvlan() || old.ipvlan() != other.ipvlan()) {
      return now.ipvlan() != old.ipvlan();
    }
    BitSet added = common(now, other);
    added.andNot(common(old, other));
    return !added.isEmpty();
  }

  private static BitSet common(Shape one, Shape other) {
    boolean whole = one.spans().isEmpty() || other.spans().isEmpty();
    BitSet bits = whole ? one.network() : one.reach();
    bits.and(whole ? other.network() : other.reach());
    return bits;
  }

  @Property
  void checkUpdate_whenAddressesAreInUse_findsThoseThatItHadAndHasNoLonger(
      @ForAll("shapes") Shape old, @ForAll("shapes") Shape now, @ForAll("shapes") Shape pods) {
    RangeSet used = RangeSet.empty();
    for (int i : pods.reach().stream().toArray()) {
      used = used.with(now.address(i)); // in the universe of the update
    }
    BitSet lost = pods.reach();
    lost.and(old.base() == now.base() ? old.reach() : new BitSet());
    lost.andNot(now.reach());
    List<Finding> findings =
        SubnetCheck.checkUpdate(old.draft("net"), now.draft("net"), List.of(), used);
    assertThat(findings.isEmpty()).isEqualTo(lost.isEmpty());
    assertThat(findings)
        .allSatisfy(f -> assertThat(f.constraint()).contains("must contain the addresses in use"));
  }

  @Property
  void toRules_whenNothingIsFound_hasCandidatesInsideCidrAndRanges(@ForAll("shapes") Shape shape) {
    SubnetDraft draft = shape.draft("net");
    assertThat(SubnetCheck.check(draft, List.of())).isEmpty();
    RangeSet candidates = draft.toRules(Map.of()).candidates();
    BitSet reach = shape.reach();
    BitSet seen = new BitSet();
    for (int i = 0; i < SIZE; i++) {
      seen.set(i, candidates.contains(shape.address(i)));
    }
    seen.andNot(reach);
    assertThat(seen.isEmpty()).isTrue();
    RangeSet network = RangeSet.of(new IpRange(shape.address(0), shape.address(SIZE - 1)));
    assertThat(candidates.minus(network).isEmpty()).isTrue();
    boolean warned =
        SubnetCheck.warnings(draft).stream().anyMatch(w -> w.constraint().contains("no address"));
    assertThat(warned).isEqualTo(candidates.isEmpty());
  }

  @Property
  void warnings_whenRangesOverlapInTheModel_sayHowMany(@ForAll("shapes") Shape shape) {
    long overlapping =
        SubnetCheck.warnings(shape.draft("net")).stream()
            .filter(w -> w.constraint().contains("is merged with it"))
            .count();
    int cardinality = 0;
    for (Span span : shape.spans().stream().map(shape::at).toList()) {
      cardinality += span.to() - span.from() + 1;
    }
    boolean disjoint = shape.spans().isEmpty() || cardinality == shape.reach().cardinality();
    assertThat(overlapping == 0).isEqualTo(disjoint);
    assertThat(overlapping).isLessThan(Math.max(1, shape.spans().size()));
  }

  /** Whatever a field holds: a finding keeps it, and what is shown parses back when it parsed. */
  @Property
  void check_whenTextsAreArbitrary_keepsThem(
      @ForAll("texts") String cidr, @ForAll("texts") String from, @ForAll("texts") String to) {
    SubnetDraft draft = Drafts.net("net", cidr, null, List.of(new Range(from, to)));
    List<Finding> findings = SubnetCheck.check(draft, List.of());
    for (Finding finding : findings) {
      switch (finding.field()) {
        case "spec.cidr" -> assertThat(finding.value()).isEqualTo(cidr);
        case "spec.ranges[0].from" -> assertThat(finding.value()).isEqualTo(from);
        case "spec.ranges[0].to" -> assertThat(finding.value()).isEqualTo(to);
        default ->
            assertThat(finding.value())
                .isEqualTo(IpAddress.parse(from) + "-" + IpAddress.parse(to));
      }
      assertThat(finding.toString().lines()).hasSize(1);
    }
    if (findings.isEmpty()) {
      assertThat(draft.toRules(Map.of()).ranges().isEmpty()).isFalse();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "", "10.0.0.0/24", "fd00::/64", "10.0.0.1", "10.0.0.9", "fd00::1", "fd00::9", "::"),
        Arbitraries.strings().withChars("0123456789abf.:/ \n%-").ofMaxLength(12));
  }
}
