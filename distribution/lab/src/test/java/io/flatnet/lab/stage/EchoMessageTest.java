package io.flatnet.lab.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpFamily;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EchoMessageTest {
  private static final EchoMessage FOUR = new EchoMessage(IpFamily.IPV4, 0x1234, 0xfffe);
  private static final EchoMessage SIX = new EchoMessage(IpFamily.IPV6, 0x1234, 0xfffe);

  /** The sum over all 16-bit words of a message with its checksum is all ones (RFC 1071, 1). */
  @Test
  void request_ofIcmp_carriesAChecksumThatVerifies() {
    byte[] request = FOUR.request();
    int sum = 0;
    for (int i = 0; i < request.length; i++) {
      sum += (request[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    sum = (sum & 0xffff) + (sum >>> 16);

    assertThat(request[0]).isEqualTo((byte) 8);
    assertThat(sum).isEqualTo(0xffff);
  }

  @Test
  void isAnsweredBy_ofIcmp_looksBehindTheIpHeader() {
    String header = "46" + "00".repeat(23); // IHL 6: 24 bytes

    assertThat(FOUR.isAnsweredBy(bytes(header + "000000001234fffe"))).isTrue();
    assertThat(FOUR.isAnsweredBy(bytes(header + "000000001234ffff"))).isFalse();
    assertThat(FOUR.isAnsweredBy(bytes(header + "080000001234fffe"))).isFalse();
    assertThat(FOUR.isAnsweredBy(bytes(header + "000000001234"))).isFalse();
    assertThat(FOUR.isAnsweredBy(new byte[0])).isFalse();
  }

  @Test
  void isAnsweredBy_ofIcmpv6_comparesTypeIdentifierAndSequence() {
    assertThat(SIX.isAnsweredBy(bytes("810000001234fffe"))).isTrue();
    assertThat(SIX.isAnsweredBy(bytes("800000001234fffe"))).isFalse();
    assertThat(SIX.isAnsweredBy(bytes("810000001235fffe"))).isFalse();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
