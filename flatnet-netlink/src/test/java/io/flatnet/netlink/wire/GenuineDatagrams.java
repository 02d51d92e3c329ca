package io.flatnet.netlink.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Datagrams that a kernel (6.18, amd64) sent, one a line in hex: two links, addresses, routes,
 * neighbours, and refusals with the kernel's words.
 */
public final class GenuineDatagrams {
  private GenuineDatagrams() {}

  /** Each datagram in a new array. */
  public static List<byte[]> all() {
    try (InputStream in = GenuineDatagrams.class.getResourceAsStream("genuine.hex")) {
      if (in == null) {
        throw new IllegalStateException("genuine.hex is not beside this class");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(HexFormat.of()::parseHex)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
