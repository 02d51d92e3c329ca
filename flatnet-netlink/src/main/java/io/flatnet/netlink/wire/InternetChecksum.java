package io.flatnet.netlink.wire;

/** The checksum of IP, ICMP, UDP and TCP (RFC 1071). */
public final class InternetChecksum {
  private InternetChecksum() {}

  /** The ones' complement of the ones' complement sum of all 16-bit words; odd bytes end with 0. */
  public static int of(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      sum += ((bytes[i] & 0xff) << Byte.SIZE) | low;
    }
    while (sum >>> Short.SIZE != 0) {
      sum = (sum & 0xffff) + (sum >>> Short.SIZE);
    }
    return (int) (~sum & 0xffff);
  }
}
