package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;

final class LedgerCodecPropertyTest {
  @Provide
  Arbitrary<RangeSet> sets() {
    Arbitrary<IpAddress> addresses =
        Arbitraries.oneOf(
            Arbitraries.integers().map(IpAddress::ofIpv4),
            Arbitraries.integers().between(0, 300).map(IpAddress::ofIpv4),
            Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(IpAddress::ofIpv6));
    return Combinators.combine(addresses, addresses)
        .as(LedgerCodecPropertyTest::range)
        .list()
        .ofMaxSize(40)
        .map(RangeSet::copyOf);
  }

  private static IpRange range(IpAddress a, IpAddress b) {
    if (a.family() != b.family()) {
      return IpRange.of(a);
    }
    return a.compareTo(b) <= 0 ? new IpRange(a, b) : new IpRange(b, a);
  }

  @Property
  void decode_whenEncoded_givesTheSameSet(@ForAll("sets") RangeSet set) {
    assertThat(LedgerCodec.decode(LedgerCodec.encode(set))).isEqualTo(set);
  }

  @Property
  void encode_whenSetsDiffer_givesOtherTexts(
      @ForAll("sets") RangeSet a, @ForAll("sets") RangeSet b) {
    assertThat(LedgerCodec.encode(a).equals(LedgerCodec.encode(b))).isEqualTo(a.equals(b));
  }

  /** Whatever the bytes, they are either one set's only text or a typed error. */
  @Property
  void decode_whenAnyBytes_givesACanonicalSetOrATypedError(
      @ForAll byte[] ipv4, @ForAll byte[] ipv6) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    for (String text :
        List.of(
            "v1;4:" + base64.encodeToString(ipv4),
            "v1;6:" + base64.encodeToString(ipv6),
            "v1;4:" + base64.encodeToString(ipv4) + ";6:" + base64.encodeToString(ipv6))) {
      assertCanonicalOrRefused(text);
    }
  }

  @Property
  void decode_whenAnyText_givesACanonicalSetOrATypedError(
      @ForAll @AlphaChars @NumericChars @Chars({';', ':', '-', '_', '=', '+'}) String text) {
    assertCanonicalOrRefused(text);
    assertCanonicalOrRefused("v1;4:" + text);
    assertCanonicalOrRefused("v1;" + text);
  }

  /** What a bad disk or hand makes of a good text. */
  @Property
  void decode_whenATextIsDamaged_givesACanonicalSetOrATypedError(
      @ForAll("sets") RangeSet set,
      @ForAll @IntRange(max = 10_000) int at,
      @ForAll @AlphaChars @NumericChars @Chars({';', ':', '-', '_', '=', ' ', 'é', '\0'})
          char other) {
    String text = LedgerCodec.encode(set);
    int place = at % text.length();
    assertCanonicalOrRefused(text.substring(0, place));
    assertCanonicalOrRefused(text.substring(0, place) + other + text.substring(place + 1));
    assertCanonicalOrRefused(text.substring(0, place) + other + text.substring(place));
    assertCanonicalOrRefused(text.substring(0, place) + text.substring(place + 1));
    assertCanonicalOrRefused(text + text.substring(place));
  }

  private static void assertCanonicalOrRefused(String text) {
    RangeSet set;
    try {
      set = LedgerCodec.decode(text);
    } catch (LedgerFormatException e) {
      assertThat(e).hasMessageContaining("cannot read the ledger");
      assertThat(e.position()).isBetween(0, text.length());
      return;
    }
    assertThat(LedgerCodec.encode(set)).isEqualTo(text);
  }
}
