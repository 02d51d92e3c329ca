package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flatnet.ipam.LedgerFormatException.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LedgerCodecTest {
  private static IpRange range(String from, String to) {
    return new IpRange(IpAddress.parse(from), IpAddress.parse(to));
  }

  private static String base64(int... bytes) {
    byte[] octets = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      octets[i] = (byte) bytes[i];
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static LedgerFormatException refused(String text) {
    LedgerFormatException e =
        catchThrowableOfType(LedgerFormatException.class, () -> LedgerCodec.decode(text));
    assertThat(e).as("\"%s\" is refused", text).isNotNull();
    return e;
  }

  /** The format, byte for byte: other releases have to read it. */
  @Test
  void encode_isTheFormatOfVersion1() {
    assertThat(LedgerCodec.encode(RangeSet.empty())).isEqualTo("v1");
    RangeSet ipv4 = RangeSet.of(range("0.0.0.5", "0.0.0.5"), range("0.0.0.8", "0.0.1.7"));
    // 5 before; 1 address, so 0; a gap of 2, so 1; 256 addresses, so 255 = 0x7f + 1 * 0x80
    assertThat(LedgerCodec.encode(ipv4)).isEqualTo("v1;4:" + base64(5, 0, 1, 0xff, 0x01));
    RangeSet both = ipv4.with(range("::2", "::3"));
    assertThat(LedgerCodec.encode(both))
        .isEqualTo("v1;4:" + base64(5, 0, 1, 0xff, 0x01) + ";6:" + base64(2, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "0.0.0.0, 255.255.255.255",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8::ffff:ffff:ffff:ffff, 2001:db8:0:1::",
  })
  void decode_whenAtAnEdge_givesTheSameSet(String from, String to) {
    RangeSet set = RangeSet.of(range(from, to));
    assertThat(LedgerCodec.decode(LedgerCodec.encode(set))).isEqualTo(set);
  }

  /** Any state of a /16 takes at most 128 KiB; etcd takes 1.5 MiB by default. */
  @Test
  void encode_whenEverySecondOfASlash16_isAtMost128KiB() {
    assertSmall(IntStream.range(0, 1 << 16).filter(i -> i % 2 == 0));
    assertSmall(IntStream.range(0, 1 << 16).filter(i -> i % 2 == 1));
    assertSmall(IntStream.range(0, 1 << 16).filter(i -> i % 3 != 0));
    assertSmall(IntStream.range(0, 1 << 16));
    Random random = new Random(7);
    for (int percent = 5; percent < 100; percent += 5) {
      int likely = percent;
      assertSmall(IntStream.range(0, 1 << 16).filter(i -> random.nextInt(100) < likely));
    }
    for (int step = 3; step <= 300; step += 27) { // gaps about where a number takes a second byte
      int each = step;
      assertSmall(IntStream.range(0, 1 << 16).filter(i -> i % each == 0));
      assertSmall(IntStream.range(0, 1 << 16).filter(i -> i % each != 0));
    }
  }

  private static void assertSmall(IntStream used) {
    List<IpRange> ranges = new ArrayList<>();
    used.forEach(i -> ranges.add(IpRange.of(IpAddress.ofIpv4(0xffff_0000 + i))));
    RangeSet set = RangeSet.copyOf(ranges);
    String text = LedgerCodec.encode(set);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(128 * 1024);
    assertThat(LedgerCodec.decode(text)).isEqualTo(set);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v", "v2", "v2;4:AAA", "v11", "V1", " v1", "10.0.0.1", "{}", "v1 "})
  void decode_whenVersionIsUnknown_refuses(String text) {
    assertThat(refused(text).fault()).isEqualTo(Fault.UNKNOWN_VERSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1;", // a section without a name
        "v1;4",
        "v1;4:", // an empty section
        "v1;5:AAA",
        "v1;4:AAA;",
        "v1;4:AAA;4:AAA",
        "v1;6:AAA;4:AAA",
        "v1;4:AAA=",
        "v1;4:A AA",
        "v1;4:AA+/",
        "v1;4:äää",
        "v1;4:AA", // a run that starts and does not end
        "v1;4:gA", // a number that does not end
        "v1;4:AAB", // bits after the last byte
        "v1;4:AAA;6:",
        "v1;4:AAA\n"
      })
  void decode_whenDamaged_refuses(String text) {
    assertThat(refused(text).fault()).isEqualTo(Fault.DAMAGED);
    assertThat(refused(text)).hasMessageContaining("cannot read the ledger");
  }

  @ParameterizedTest
  @CsvSource({
    "v2, 0",
    "v1;, 2",
    "v1;5:AAA, 2",
    "v1;4:AAA;4:AAA, 8",
    "v1;4:AAA=, 8", // padding
    "v1;4:A AA, 6",
    "v1;4:AA+/, 7",
    "v1;4:A, 6", // six bits of eight
    "v1;4:AAAAAACAAAAA, 11", // 80 00 is a zero in two bytes
    "v1;4:AAAAAA-_, 10", // the fifth byte begins in the sixth character
    "v1;4:gAAA, 5",
  })
  void decode_whenRefused_saysWhere(String text, int position) {
    LedgerFormatException e = refused(text);
    assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
    assertThat(e.input()).isEqualTo(text);
    assertThat(e.reason()).contains("; ");
    assertThat(e)
        .hasMessage(
            "cannot read the ledger \"" + text + "\" at character " + position + ": " + e.reason());
  }

  /** The letters and digits at the ends of the alphabet, and the characters beside them. */
  @ParameterizedTest
  @ValueSource(strings = {"@", "[", "`", "{", "/", ":", "^", ",", ".", "=", "\u0100"})
  void decode_whenACharacterIsNoneOfBase64_saysWhere(String stranger) {
    assertThat(refused("v1;4:AZazMm059-_" + stranger + "AZ").position()).isEqualTo(16);
  }

  @Test
  void decode_whenRunsLeaveTheFamily_refuses() {
    assertThat(
            refused("v1;4:" + base64(0xff, 0xff, 0xff, 0xff, 0x0f, 1)).fault()) // 255.255.255.255
        .isEqualTo(Fault.DAMAGED);
    assertThat(refused("v1;4:" + base64(0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0)).fault())
        .isEqualTo(Fault.DAMAGED);
    int[] all = new int[20]; // 2^128-1, then one address more
    Arrays.fill(all, 0xff);
    all[18] = 0x03;
    all[19] = 0x01;
    assertThat(refused("v1;6:" + base64(all)).fault()).isEqualTo(Fault.DAMAGED);
    all[19] = 0x00;
    assertThat(LedgerCodec.decode("v1;6:" + base64(all)))
        .isEqualTo(RangeSet.of(IpRange.of(IpAddress.IPV6_HIGHEST)));
  }

  @Test
  void decode_whenNumberIsNotInItsShortestForm_refuses() {
    assertThat(refused("v1;4:" + base64(0x85, 0x00, 0)).fault()).isEqualTo(Fault.DAMAGED);
    int[] long128 = new int[20];
    Arrays.fill(long128, 0x80);
    assertThat(refused("v1;6:" + base64(long128)).fault()).isEqualTo(Fault.DAMAGED);
  }

  @Test
  void decode_whenRefused_showsTheStartOnly() {
    assertThat(refused("v7;" + "A".repeat(100_000)).getMessage()).hasSizeLessThan(300);
  }
}
