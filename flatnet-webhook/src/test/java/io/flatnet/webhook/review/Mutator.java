package io.flatnet.webhook.review;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages a body: its structure, types, sizes, encoding and depth. */
final class Mutator {
  private static final int MAX_STEPS = 4;
  private static final List<String> PIECES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e999",
          "9223372036854775808",
          "\"\"",
          "\"\\ud800\"",
          "[]",
          "{}",
          "{\"a\":",
          "[[",
          "]",
          "}",
          ",",
          ":",
          "\"",
          "\\",
          "\\u12",
          "/*x*/",
          "NaN",
          "'x'",
          "\u0000",
          "\ufeff",
          "\"request\":null,",
          "\"spec\":1,",
          "\"uid\":{},");
  private static final List<Charset> CHARSETS =
      List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1);

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  byte[] mutate(byte[] body) {
    byte[] mutated = body;
    int steps = 1 + random.nextInt(MAX_STEPS);
    for (int step = 0; step < steps; step++) {
      mutated = once(mutated);
    }
    return mutated;
  }

  private byte[] once(byte[] body) {
    int from = random.nextInt(body.length + 1);
    int to = Math.min(body.length, from + 1 + random.nextInt(30));
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(body, from);
      case 1 -> spliced(body, from, to, new byte[0]);
      case 2 -> spliced(body, from, from, Arrays.copyOfRange(body, from, to));
      case 3 -> spliced(body, from, from, bytes(PIECES.get(random.nextInt(PIECES.size()))));
      case 4 -> valueReplaced(body);
      case 5 -> spliced(body, from, Math.min(body.length, from + 1), flipped());
      case 6 -> spliced(body, from, from, bytes(deep()));
      case 7 -> recoded(body);
      default -> spliced(body, from, from, bytes("x".repeat(random.nextInt(10_000))));
    };
  }

  /** Another value after one of the colons, which often leaves JSON. */
  private byte[] valueReplaced(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    int colon = text.indexOf(':', random.nextInt(text.length() + 1));
    int end = colon < 0 ? -1 : text.indexOf(',', colon);
    if (end < 0) {
      return body;
    }
    String value = PIECES.get(random.nextInt(PIECES.size()));
    return bytes(text.substring(0, colon + 1) + value + text.substring(end));
  }

  private byte[] flipped() {
    return new byte[] {(byte) random.nextInt(256)};
  }

  /** Mostly a little too deep, seldom so deep that a reader without a limit breaks. */
  private String deep() {
    int depth = random.nextInt(100) == 0 ? 200_000 : random.nextInt(300);
    return (random.nextBoolean() ? "[" : "{\"a\":").repeat(depth);
  }

  private byte[] recoded(byte[] body) {
    Charset charset = CHARSETS.get(random.nextInt(CHARSETS.size()));
    return new String(body, StandardCharsets.UTF_8).getBytes(charset);
  }

  private static byte[] spliced(byte[] body, int from, int to, byte[] between) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, from);
    out.writeBytes(between);
    out.write(body, to, body.length - to);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
