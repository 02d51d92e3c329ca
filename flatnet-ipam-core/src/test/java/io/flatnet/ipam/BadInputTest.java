package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flatnet.ipam.SubnetDraft.Range;
import io.flatnet.ipam.SubnetDraft.Route;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input that is large or hostile: findings stay small, and their number and what is looked at grow
 * with the input alone. The time-outs only end a test that hangs.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class BadInputTest {
  private static final int MILLION = 1_000_000;

  /** What a finding says beside the value, which is the author's own text. */
  private static long textLength(List<Finding> findings) {
    return findings.stream()
        .mapToLong(f -> f.field().length() + f.constraint().length() + f.nextStep().length())
        .sum();
  }

  /** A collection that counts how often its elements are handed out. */
  private static final class Counted<T> extends AbstractCollection<T> {
    private final Collection<T> elements;
    private int handedOut;

    Counted(Collection<T> elements) {
      this.elements = elements;
    }

    @Override
    public Iterator<T> iterator() {
      Iterator<T> iterator = elements.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return iterator.hasNext();
        }

        @Override
        public T next() {
          handedOut++;
          return iterator.next();
        }
      };
    }

    @Override
    public int size() {
      return elements.size();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "1", ".", ":", "/", "%", "-", " ", "\u0000", "0.", "1:", "😀", "\ud800"})
  void check_whenEveryTextHasAMillionCharacters_findsShortThings(String piece) {
    String text = piece.repeat(MILLION / piece.length());
    SubnetDraft draft =
        new SubnetDraft(
            text,
            text,
            text,
            Integer.MIN_VALUE,
            text,
            text,
            text,
            text,
            List.of(new Range(text, text)),
            List.of(new Route(text, text, text, text, Integer.MIN_VALUE)));
    List<Finding> findings = SubnetCheck.check(draft, List.of(Drafts.net("other", "10.0.0.0/8")));
    assertThat(findings)
        .extracting(Finding::field)
        .containsExactly(
            "spec.flatMode",
            "spec.master",
            "spec.vlan",
            "spec.cidr",
            "spec.gateway",
            "spec.ranges[0].from",
            "spec.ranges[0].to",
            "spec.routes[0].dev",
            "spec.routes[0].dst",
            "spec.routes[0].src",
            "spec.routes[0].via",
            "spec.routes[0].priority");
    assertThat(textLength(findings)).isLessThan(3_000);
    assertThat(findings).allSatisfy(f -> assertThat(f.toString()).hasSizeLessThan(1_000));
    assertThat(SubnetCheck.warnings(draft)).isEmpty();
    assertThat(SubnetCheck.checkUpdate(draft, draft, List.of(), RangeSet.empty())).isEmpty();
  }

  @Test
  void check_whenModeAndFlagHaveAMillionCharacters_findsShortThings() {
    String text = "l2".repeat(MILLION / 2);
    SubnetDraft draft =
        new SubnetDraft(
            "net", "ipvlan", "eth0", 0, "10.0.0.0/24", text, text, null, List.of(), List.of());
    List<Finding> findings = SubnetCheck.check(draft, List.of());
    assertThat(findings).extracting(Finding::field).containsExactly("spec.mode", "spec.ipvlanFlag");
    assertThat(textLength(findings)).isLessThan(500);
  }

  @Test
  void check_whenTheTextsOfAnotherSubnetAreLong_showsTheirStart() {
    String text = "x".repeat(MILLION);
    SubnetDraft draft = Drafts.net("net", "10.0.0.0/24");
    SubnetDraft ranged = Drafts.net("net", "10.0.0.0/24", new Range("10.0.0.1", "10.0.0.9"));
    List<SubnetDraft> others =
        List.of(
            Drafts.on(text, "eth0", 0, Drafts.net(text, "10.0.0.0/24")),
            Drafts.net(text, "10.0.0.0/24", new Range("10.0.0.9", "10.0.0.9")));
    assertThat(SubnetCheck.check(draft, others)).hasSize(2);
    assertThat(textLength(SubnetCheck.check(draft, others))).isLessThan(1_500);
    assertThat(SubnetCheck.check(ranged, others)).hasSize(2);
    assertThat(textLength(SubnetCheck.check(ranged, others))).isLessThan(1_500);
  }

  @Test
  void check_whenADraftHasAMillionRanges_judgesThemAll() {
    List<Range> ranges = new ArrayList<>(MILLION);
    for (int i = 0; i < MILLION; i++) { // every second address, from the last to the first
      String text = IpAddress.ofIpv4(0x0a000001 + 2 * (MILLION - i)).toString();
      ranges.add(new Range(text, text));
    }
    SubnetDraft draft = Drafts.net("net", "10.0.0.0/8", null, ranges);
    assertThat(SubnetCheck.check(draft, List.of())).isEmpty();
    assertThat(SubnetCheck.warnings(draft)).isEmpty();
    assertThat(draft.toRules(Map.of()).candidates().rangeCount()).isEqualTo(MILLION);
    List<Finding> stranded =
        SubnetCheck.checkUse(draft, RangeSet.of(IpPrefix.parse("10.0.0.0/8").range()));
    assertThat(stranded).singleElement().satisfies(f -> assertThat(f.value()).hasSizeLessThan(300));
    assertThat(textLength(stranded)).isLessThan(500);
  }

  @Test
  void check_whenADraftHasHundredsOfThousandsOfWrongRanges_namesEachOnce() {
    int count = 200_000;
    List<Range> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(new Range("10.0.0.2", "10.0.0.1"));
    }
    SubnetDraft draft = Drafts.net("net", "10.0.0.0/24", null, ranges);
    List<Finding> findings = SubnetCheck.check(draft, List.of());
    assertThat(findings).hasSize(count);
    assertThat(textLength(findings)).isLessThan(100L * count);
    assertThat(SubnetCheck.checkUpdate(draft, draft, List.of(), RangeSet.empty())).isEmpty();
  }

  @Test
  void warnings_whenHundredsOfThousandsOfRangesOverlap_areFew() {
    int count = 200_000;
    List<Range> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(new Range(IpAddress.ofIpv4(0x0a000001 + i).toString(), "10.200.0.0"));
    }
    List<Finding> warnings = SubnetCheck.warnings(Drafts.net("net", "10.0.0.0/8", null, ranges));
    assertThat(warnings).hasSize(SubnetWarnings.MAX_OVERLAPS + 1);
    assertThat(warnings.getLast().constraint())
        .contains(" " + (count - 1 - SubnetWarnings.MAX_OVERLAPS) + " more");
  }

  @Test
  void check_whenThereAreTenThousandOthers_readsEachOnce() {
    List<SubnetDraft> others = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String last = IpAddress.ofIpv4(0x0a000001 + i).toString();
      others.add(Drafts.net("other-" + i, "10.0.0.0/8", new Range(last, last)));
    }
    Counted<SubnetDraft> counted = new Counted<>(others);
    SubnetDraft draft =
        Drafts.net("net", "10.0.0.0/8", new Range("10.0.0.1", "10.0.0.255")); // meets 255 of them
    List<Finding> findings = SubnetCheck.check(draft, counted);
    assertThat(counted.handedOut).isEqualTo(others.size());
    assertThat(findings).hasSize(255);
    SubnetDraft all = Drafts.net("net", "10.0.0.0/8");
    assertThat(SubnetCheck.check(all, others)).hasSize(others.size());
    assertThat(textLength(SubnetCheck.check(all, others))).isLessThan(300L * others.size());
    assertThat(SubnetCheck.checkUpdate(all, all, new Counted<>(others), RangeSet.empty()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-", "1", ":", " -", "1.", "😀"})
  void wish_whenTextsAreAsLongAsTheyMayBe_findsOneThingForEachElement(String piece) {
    String text = piece.repeat(WishDraft.MAX_CHARACTERS / piece.length());
    List<Finding> findings = wish(text);
    int elements = text.strip().split("-", -1).length;
    assertThat(findings).hasSize(2 * elements);
    assertThat(textLength(findings)).isLessThan(500L * elements);
    assertThat(findings.getFirst().toString()).hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-", "10.0.0.1-", "😀"})
  void wish_whenTextsAreLonger_findsThatAlone(String piece) {
    String text = piece.repeat(MILLION / piece.length());
    assertThat(wish(text)).extracting(Finding::field).containsExactly("ip", "mac");
    assertThat(textLength(wish(text))).isLessThan(200);
    assertThat(wish("-".repeat(WishDraft.MAX_CHARACTERS + 1))).hasSize(2);
  }

  private static List<Finding> wish(String text) {
    SubnetRules rules = SubnetRules.of(IpPrefix.parse("10.0.0.0/24"));
    return WishCheck.check(new WishDraft("ip", text, "mac", text), rules, WishClaims.none());
  }

  /** A ledger of 16 MiB takes a second or so, not minutes. */
  @ParameterizedTest
  @CsvSource({"v1;4:A, A", "v1;4:, _", "v1;4:, g", "v1;6:, ;6:", "x, x"})
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void decode_whenALedgerIsHuge_refusesInLinearTime(String head, String piece) {
    String text = head + piece.repeat((1 << 24) / piece.length());
    LedgerFormatException refused =
        catchThrowableOfType(LedgerFormatException.class, () -> LedgerCodec.decode(text));
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).hasSizeLessThan(300);
  }

  @Test
  void wish_whenItNamesEveryAddressOfALargeNetwork_asksForEachOnce() {
    StringBuilder text = new StringBuilder("10.0.0.1");
    int count = 20_000;
    for (int i = 2; i <= count; i++) {
      text.append('-').append(IpAddress.ofIpv4(0x0a000000 + i));
    }
    RangeSet all = RangeSet.of(IpPrefix.parse("10.0.0.0/16").range());
    SubnetRules rules =
        Drafts.net("net", "10.0.0.0/16").toRules(Map.of("Job/ns/a", all, "Job/ns/b", all));
    SubnetState state = SubnetState.of(rules, List.of());
    WishClaims claims = WishClaims.of(state, "Job/ns/a", o -> false);
    assertThat(WishCheck.check(new WishDraft("ip", text.toString(), "mac", null), rules, claims))
        .hasSize(count)
        .allSatisfy(f -> assertThat(f.constraint()).contains("Job/ns/b"));
  }
}
