package io.flatnet.netlink.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Received bytes, or a part of them: read-only, bounds checked.
 *
 * <p>Numbers are in the machine's byte order unless the method's name says otherwise.
 */
public final class Payload {
  private static final VarHandle NATIVE_SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle NATIVE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final byte[] data;
  private final int from;
  private final int to;

  private Payload(byte[] data, int from, int to) {
    this.data = data;
    this.from = from;
    this.to = to;
  }

  /** A copy of these bytes. */
  public static Payload copyOf(byte[] bytes) {
    return new Payload(bytes.clone(), 0, bytes.length);
  }

  /** Takes the array over; the caller must not change it afterwards. */
  public static Payload owning(byte[] bytes) {
    return new Payload(bytes, 0, bytes.length);
  }

  /** How many bytes. */
  public int size() {
    return to - from;
  }

  /** Where it begins, in bytes from the start of the datagram. */
  public int position() {
    return from;
  }

  /**
   * The part from an offset to the end.
   *
   * @throws NetlinkParseException if it is shorter than the offset
   */
  public Payload from(int offset) {
    require(offset, 0);
    return new Payload(data, from + offset, to);
  }

  /**
   * A part of it.
   *
   * @throws NetlinkParseException if it is shorter
   */
  public Payload part(int offset, int count) {
    require(offset, count);
    return new Payload(data, from + offset, from + offset + count);
  }

  /**
   * An unsigned byte.
   *
   * @throws NetlinkParseException if it is shorter
   */
  public int uint8(int offset) {
    require(offset, Byte.BYTES);
    return data[from + offset] & 0xff;
  }

  /**
   * An unsigned number of 16 bits.
   *
   * @throws NetlinkParseException if it is shorter
   */
  public int uint16(int offset) {
    require(offset, Short.BYTES);
    return (short) NATIVE_SHORT.get(data, from + offset) & 0xffff;
  }

  /**
   * A signed number of 32 bits.
   *
   * @throws NetlinkParseException if it is shorter
   */
  public int int32(int offset) {
    require(offset, Integer.BYTES);
    return (int) NATIVE_INT.get(data, from + offset);
  }

  /**
   * An unsigned number of 32 bits.
   *
   * @throws NetlinkParseException if it is shorter
   */
  public long uint32(int offset) {
    return Integer.toUnsignedLong(int32(offset));
  }

  /** All bytes; a new array each time. */
  public byte[] bytes() {
    return Arrays.copyOfRange(data, from, to);
  }

  /** The text up to the first zero byte, or all of it; bytes that are no UTF-8 become U+FFFD. */
  public String text() {
    int end = from;
    while (end < to && data[end] != 0) {
      end++;
    }
    return new String(data, from, end - from, StandardCharsets.UTF_8);
  }

  private void require(int offset, int count) {
    if (offset < 0 || count < 0 || offset > size() - count) {
      throw new NetlinkParseException(
          "payload",
          from,
          "expected " + count + " bytes at offset " + offset + ", got " + size() + " in all");
    }
  }

  /** How long it is and where it lies. */
  @Override
  public String toString() {
    return size() + " bytes at " + from;
  }
}
