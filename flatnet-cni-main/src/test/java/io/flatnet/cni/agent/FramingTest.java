package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.cni.agent.Framing.NamespaceState;
import io.flatnet.cni.agent.Framing.RequestBody;
import io.flatnet.cni.agent.Framing.RequestHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FramingTest {
  private static ByteBuffer header(
      int magic, int version, int state, int name, int environment, int stdin) {
    return ByteBuffer.allocate(Framing.REQUEST_HEADER_BYTES)
        .putInt(magic)
        .putShort((short) version)
        .putShort((short) state)
        .putInt(2)
        .putInt(100_000)
        .putInt(name)
        .putInt(environment)
        .putInt(stdin)
        .putInt(1)
        .flip();
  }

  private static final int MAGIC = 0x464c4e54;

  @Test
  void requestHeader_whenWhole_isRead() throws FramingException {
    assertThat(Framing.requestHeader(header(MAGIC, 1, 2, 3, 4, 5)))
        .isEqualTo(
            new RequestHeader(
                NamespaceState.UNOPENABLE, 2, Duration.ofSeconds(100), 3, 4, 5, true));
  }

  @Test
  void requestHeader_ofAnEarlierLauncher_promisesNoReceipt() throws FramingException {
    ByteBuffer earlier = header(MAGIC, 1, 0, 0, 0, 0).putInt(28, 0);

    assertThat(Framing.requestHeader(earlier).receipt()).isFalse();
  }

  @Test
  void requestHeader_ofAnotherRelease_isRefused() {
    assertThatThrownBy(() -> Framing.requestHeader(header(MAGIC, 2, 0, 0, 0, 0)))
        .isInstanceOf(FramingException.class)
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> Framing.requestHeader(header(0x47455420, 1, 0, 0, 0, 0)))
        .hasMessageContaining("magic 47455420");
    assertThatThrownBy(() -> Framing.requestHeader(header(MAGIC, 1, 3, 0, 0, 0)))
        .hasMessageContaining("namespace");
  }

  @Test
  void requestHeader_withLengthsOutOfBounds_isRefused() {
    for (int length : new int[] {-1, Integer.MIN_VALUE, Framing.MAX_STDIN_BYTES + 1}) {
      assertThatThrownBy(() -> Framing.requestHeader(header(MAGIC, 1, 0, length, 0, 0)))
          .hasMessageContaining("name");
      assertThatThrownBy(() -> Framing.requestHeader(header(MAGIC, 1, 0, 0, length, 0)))
          .hasMessageContaining("environment");
      assertThatThrownBy(() -> Framing.requestHeader(header(MAGIC, 1, 0, 0, 0, length)))
          .hasMessageContaining("stdin");
    }
  }

  private static RequestBody body(String name, String environment, String stdin)
      throws FramingException {
    byte[] bytes = (name + environment + stdin).getBytes(StandardCharsets.UTF_8);
    return Framing.requestBody(
        new RequestHeader(
            NamespaceState.ABSENT,
            0,
            Duration.ZERO,
            name.length(),
            environment.length(),
            stdin.length(),
            false),
        ByteBuffer.wrap(bytes));
  }

  @Test
  void requestBody_hasNameEnvironmentAndStdin() throws FramingException {
    RequestBody body = body("flatnet-cni", "CNI_A=1\0CNI_B=\0CNI_A=2\0CNI_C=x=y\0", "{}");

    assertThat(body.name()).isEqualTo("flatnet-cni");
    assertThat(body.environment()).isEqualTo(Map.of("CNI_A", "1", "CNI_B", "", "CNI_C", "x=y"));
    assertThat(body.stdin()).asString().isEqualTo("{}");
  }

  @Test
  void requestBody_withABrokenEntry_isRefused() {
    for (String environment : new String[] {"CNI_A\0", "CNI_A=1", "\0", "A\0=b\0"}) {
      assertThatThrownBy(() -> body("", environment, "")).isInstanceOf(FramingException.class);
    }
  }

  @Test
  void answer_isHeaderAndText() {
    ByteBuffer frame = Framing.answer(1, "{é}");

    assertThat(frame.remaining()).isEqualTo(Framing.ANSWER_HEADER_BYTES + 4);
    assertThat(frame.getInt()).isEqualTo(MAGIC);
    assertThat(frame.getShort()).isEqualTo((short) 1);
    assertThat(frame.getShort()).isEqualTo((short) 1);
    assertThat(frame.getInt()).isEqualTo(4);
  }
}
