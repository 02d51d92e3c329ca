package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a message or of a nested attribute (struct nlattr).
 *
 * <p>Where a type comes twice the last one counts, as in the kernel's {@code nla_parse}. A value of
 * the wrong size ends in a {@link NetlinkParseException} when it is read.
 */
public final class Attributes {
  private static final int HEADER_BYTES = 4;
  private static final int NLA_TYPE_MASK = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER
  private static final int MAC_BYTES = 6;

  private final List<Attribute> list;

  private Attributes(List<Attribute> list) {
    this.list = List.copyOf(list);
  }

  /**
   * One attribute.
   *
   * @param type its number, without flags
   * @param value its bytes, without padding
   */
  public record Attribute(int type, Payload value) {}

  /**
   * Parses attributes up to the end.
   *
   * <p>Cost: linear in the bytes, and it always ends. Nested ones are parsed when asked for.
   *
   * @throws NetlinkParseException if a length is smaller than a header or reaches beyond the end
   */
  public static Attributes parse(Payload region) {
    List<Attribute> found = new ArrayList<>();
    int offset = 0;
    while (offset < region.size()) {
      int left = region.size() - offset;
      int length = left < HEADER_BYTES ? left : region.uint16(offset);
      if (length < HEADER_BYTES || length > left) {
        throw new NetlinkParseException(
            "attribute",
            region.position() + offset,
            "its length must be 4 to " + left + ", got " + length);
      }
      int type = region.uint16(offset + Short.BYTES) & NLA_TYPE_MASK;
      found.add(new Attribute(type, region.part(offset + HEADER_BYTES, length - HEADER_BYTES)));
      offset += NetlinkMessage.align(length);
    }
    return new Attributes(found);
  }

  /** All, in their order. */
  public List<Attribute> list() {
    return list;
  }

  /** The value of a type, null if it is absent. */
  public @Nullable Payload find(int type) {
    Payload found = null;
    for (Attribute attribute : list) {
      if (attribute.type == type) {
        found = attribute.value;
      }
    }
    return found;
  }

  /** An unsigned number of 8 bits, or that one if it is absent. */
  public int uint8(int type, int otherwise) {
    Payload value = find(type);
    return value == null ? otherwise : value.uint8(0);
  }

  /** An unsigned number of 16 bits, or that one if it is absent. */
  public int uint16(int type, int otherwise) {
    Payload value = find(type);
    return value == null ? otherwise : value.uint16(0);
  }

  /** A number of 32 bits, null if it is absent. */
  public @Nullable Integer int32(int type) {
    Payload value = find(type);
    return value == null ? null : value.int32(0);
  }

  /** A number of 32 bits, or that one if it is absent. */
  public int int32(int type, int otherwise) {
    Payload value = find(type);
    return value == null ? otherwise : value.int32(0);
  }

  /** A text, null if it is absent. */
  public @Nullable String text(int type) {
    Payload value = find(type);
    return value == null ? null : value.text();
  }

  /** The attributes inside, none if it is absent. */
  public Attributes nested(int type) {
    Payload value = find(type);
    return value == null ? new Attributes(List.of()) : parse(value);
  }

  /**
   * An address, null if it is absent.
   *
   * @throws NetlinkParseException if it has neither 4 nor 16 bytes
   */
  public @Nullable IpAddress address(int type) {
    Payload value = find(type);
    return value == null ? null : toAddress(value);
  }

  /**
   * The address of 4 or 16 bytes.
   *
   * @throws NetlinkParseException if there are neither 4 nor 16
   */
  public static IpAddress toAddress(Payload value) {
    if (value.size() != 4 && value.size() != 16) {
      throw new NetlinkParseException(
          "address", value.position(), "it has 4 or 16 bytes, got " + value.size());
    }
    return IpAddress.ofBytes(value.bytes());
  }

  /** A MAC, null if it is absent or not of six octets (tunnels have other link addresses). */
  public @Nullable MacAddress mac(int type) {
    Payload value = find(type);
    return value == null || value.size() != MAC_BYTES ? null : MacAddress.ofBytes(value.bytes());
  }
}
