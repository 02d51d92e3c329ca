package io.flatnet.cni.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The frames between launcher and agent, version 1. All numbers are big-endian. The other end is
 * {@code flatnet-cni.c}, whose header comment holds the same table.
 *
 * <pre>
 * request, 32 bytes and three parts
 *    0  u32  magic "FLNT"
 *    4  u16  version, 1
 *    6  u16  namespace: 0 CNI_NETNS is absent or empty, 1 its descriptor comes with this frame's
 *            first byte (SCM_RIGHTS), 2 it could not be opened
 *    8  u32  errno of that open, else 0
 *   12  u32  milliseconds that the launcher waits for the answer
 *   16  u32  bytes of the name that the launcher was called by, at most 255
 *   20  u32  bytes of the environment, at most 256 KiB
 *   24  u32  bytes of stdin, at most 1 MiB
 *   28  u32  flags: 1 the launcher says when it has printed the answer
 *   32  name, without a directory; environment as NAME=VALUE each ended by NUL; stdin
 *
 * answer, 16 bytes and one part
 *    0  u32  magic "FLNT"
 *    4  u16  version, 1
 *    6  u16  exit code
 *    8  u32  bytes of text, at most 1 MiB
 *   12  u32  0
 *   16  text for stdout
 *
 * receipt, 1 byte: 6, when all of the answer is on the launcher's stdout
 * </pre>
 *
 * <p>The connection stays open until then; when it closes before, the agent takes back what it did.
 * A launcher of an earlier release sets no flag and sends no receipt: then the sent answer is taken
 * for a delivered one.
 */
final class Framing {
  static final int VERSION = 1;
  static final int REQUEST_HEADER_BYTES = 32;
  static final int ANSWER_HEADER_BYTES = 16;
  static final int MAX_NAME_BYTES = 255;
  static final int MAX_ENVIRONMENT_BYTES = 256 * 1024;
  static final int MAX_STDIN_BYTES = 1024 * 1024;
  static final int MAX_TEXT_BYTES = 1024 * 1024;

  /** What a receipt is. */
  static final byte RECEIPT = 6;

  private static final int FLAG_RECEIPT = 1;
  private static final int MAGIC = 0x464c4e54;

  private Framing() {}

  /** What the launcher says of CNI_NETNS. */
  enum NamespaceState {
    ABSENT,
    ATTACHED,
    UNOPENABLE
  }

  /** The fixed part of a request. */
  record RequestHeader(
      NamespaceState namespace,
      int openErrno,
      Duration patience,
      int nameBytes,
      int environmentBytes,
      int stdinBytes,
      boolean receipt) {

    int bodyBytes() {
      return nameBytes + environmentBytes + stdinBytes;
    }
  }

  /** The parts of a request. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once; equality is never asked
  record RequestBody(String name, Map<String, String> environment, byte[] stdin) {}

  /**
   * Reads the 32 bytes at the buffer's position.
   *
   * @throws FramingException if they are no header of version 1, or a length is out of bounds
   */
  static RequestHeader requestHeader(ByteBuffer buffer) throws FramingException {
    int magic = buffer.getInt();
    int version = Short.toUnsignedInt(buffer.getShort());
    if (magic != MAGIC || version != VERSION) {
      throw new FramingException(
          "cannot read a request: expected frame version %d, got magic %08x version %d; launcher and agent must come from the same release"
              .formatted(VERSION, magic, version));
    }
    int state = Short.toUnsignedInt(buffer.getShort());
    if (state >= NamespaceState.values().length) {
      throw new FramingException(
          "cannot read a request: the namespace field must be 0 to 2, got " + state);
    }
    int openErrno = buffer.getInt();
    Duration patience = Duration.ofMillis(Integer.toUnsignedLong(buffer.getInt()));
    int nameBytes = length(buffer, "name", MAX_NAME_BYTES);
    int environmentBytes = length(buffer, "environment", MAX_ENVIRONMENT_BYTES);
    int stdinBytes = length(buffer, "stdin", MAX_STDIN_BYTES);
    boolean receipt = (buffer.getInt() & FLAG_RECEIPT) != 0;
    return new RequestHeader(
        NamespaceState.values()[state],
        openErrno,
        patience,
        nameBytes,
        environmentBytes,
        stdinBytes,
        receipt);
  }

  private static int length(ByteBuffer buffer, String part, int max) throws FramingException {
    int length = buffer.getInt();
    if (length < 0 || length > max) {
      throw new FramingException(
          "cannot read a request: its %s has at most %d bytes, got %s"
              .formatted(part, max, Integer.toUnsignedString(length)));
    }
    return length;
  }

  /**
   * Reads the parts that the header announced. Of a variable that is there twice the first counts,
   * as for {@code getenv}.
   *
   * @throws FramingException if the environment does not end with NUL or an entry has no '='
   */
  static RequestBody requestBody(RequestHeader header, ByteBuffer buffer) throws FramingException {
    String name = text(buffer, header.nameBytes());
    String entries = text(buffer, header.environmentBytes());
    byte[] stdin = new byte[header.stdinBytes()];
    buffer.get(stdin);
    return new RequestBody(name, environment(entries), stdin);
  }

  private static Map<String, String> environment(String entries) throws FramingException {
    Map<String, String> environment = new LinkedHashMap<>();
    int from = 0;
    while (from < entries.length()) {
      int end = entries.indexOf('\0', from);
      int equals = entries.indexOf('=', from);
      if (end < 0 || equals < 0 || equals > end) {
        throw new FramingException(
            "cannot read a request: an environment entry must be NAME=VALUE and end with NUL");
      }
      environment.putIfAbsent(entries.substring(from, equals), entries.substring(equals + 1, end));
      from = end + 1;
    }
    return environment;
  }

  private static String text(ByteBuffer buffer, int bytes) {
    byte[] text = new byte[bytes];
    buffer.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The whole frame of an answer, ready to be sent. */
  static ByteBuffer answer(int exitCode, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TEXT_BYTES || exitCode < 0 || exitCode > 0xffff) {
      throw new IllegalArgumentException(
          "an answer has at most %d bytes and an exit code of 16 bits, got %d and %d"
              .formatted(MAX_TEXT_BYTES, bytes.length, exitCode));
    }
    ByteBuffer frame = ByteBuffer.allocate(ANSWER_HEADER_BYTES + bytes.length);
    frame.putInt(MAGIC).putShort((short) VERSION).putShort((short) exitCode);
    frame.putInt(bytes.length).putInt(0).put(bytes);
    return frame.flip();
  }
}
