package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds one netlink message: header, structure, attributes.
 *
 * <p>Numbers are written in the machine's byte order; attributes are padded to 4 bytes
 * (NLA_ALIGNTO). Not thread-safe; {@link #start} begins anew, so that one writer serves many
 * messages.
 */
public final class MessageWriter {
  private static final VarHandle NATIVE_SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle NATIVE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int FIRST_CAPACITY = 256;
  private static final int ATTRIBUTE_HEADER = 4;
  private static final int MAX_ATTRIBUTE = 0xffff;
  private static final int ALIGNMENT = 4;
  private static final int NLA_F_NESTED = 1 << 15;

  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int size;

  /** A writer with room for a usual request; it grows. */
  public MessageWriter() {}

  /** Begins a message; what was written before is gone. */
  public MessageWriter start(int type, int flags) {
    size = 0;
    int32(0); // the length, known at the end
    int16(type);
    int16(flags);
    int32(0); // the sequence number
    int32(0); // the port of the kernel
    return this;
  }

  /** Ends the message: sets its length and sequence number, and gives its bytes. */
  public byte[] finish(int sequence) {
    NATIVE_INT.set(buffer, 0, size);
    NATIVE_INT.set(buffer, NetlinkMessage.SEQUENCE_OFFSET, sequence);
    return Arrays.copyOf(buffer, size);
  }

  /** Appends 8 bits. */
  public MessageWriter int8(int value) {
    reserve(Byte.BYTES);
    buffer[size++] = (byte) value;
    return this;
  }

  /** Appends 16 bits. */
  public MessageWriter int16(int value) {
    reserve(Short.BYTES);
    NATIVE_SHORT.set(buffer, size, (short) value);
    size += Short.BYTES;
    return this;
  }

  /** Appends 32 bits. */
  public MessageWriter int32(int value) {
    reserve(Integer.BYTES);
    NATIVE_INT.set(buffer, size, value);
    size += Integer.BYTES;
    return this;
  }

  /** Appends an attribute of 8 bits. */
  public MessageWriter attribute8(int type, int value) {
    header(type, Byte.BYTES);
    int8(value);
    return pad();
  }

  /** Appends an attribute of 16 bits. */
  public MessageWriter attribute16(int type, int value) {
    header(type, Short.BYTES);
    int16(value);
    return pad();
  }

  /** Appends an attribute of 32 bits. */
  public MessageWriter attribute32(int type, int value) {
    header(type, Integer.BYTES);
    return int32(value);
  }

  /**
   * Appends an attribute.
   *
   * @throws IllegalArgumentException if the bytes do not fit an attribute
   */
  public MessageWriter attribute(int type, byte[] value) {
    header(type, value.length);
    reserve(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return pad();
  }

  /** Appends a text attribute with its final zero (NLA_NUL_STRING). */
  public MessageWriter attribute(int type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return attribute(type, Arrays.copyOf(bytes, bytes.length + 1));
  }

  /** Appends an address of 4 or 16 bytes. */
  public MessageWriter attribute(int type, IpAddress address) {
    return attribute(type, address.toBytes());
  }

  /** Appends a MAC address. */
  public MessageWriter attribute(int type, MacAddress mac) {
    return attribute(type, mac.toBytes());
  }

  /** Begins an attribute that holds attributes; give the result to {@link #endNested}. */
  public int beginNested(int type) {
    int start = size;
    header(type | NLA_F_NESTED, 0);
    return start;
  }

  /**
   * Ends a nested attribute.
   *
   * @throws IllegalArgumentException if it has become too long
   */
  public MessageWriter endNested(int start) {
    int length = size - start;
    requireFits(length);
    NATIVE_SHORT.set(buffer, start, (short) length);
    return this;
  }

  private void header(int type, int valueLength) {
    requireFits(ATTRIBUTE_HEADER + valueLength);
    int16(ATTRIBUTE_HEADER + valueLength);
    int16(type);
  }

  private static void requireFits(int length) {
    if (length > MAX_ATTRIBUTE) {
      throw new IllegalArgumentException(
          "cannot write attribute: at most " + MAX_ATTRIBUTE + " bytes, got " + length);
    }
  }

  private MessageWriter pad() {
    while (size % ALIGNMENT != 0) {
      int8(0);
    }
    return this;
  }

  private void reserve(int count) {
    if (buffer.length - size < count) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + count));
    }
  }
}
