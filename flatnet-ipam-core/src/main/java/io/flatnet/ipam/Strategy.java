package io.flatnet.ipam;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Which of the free addresses an owner gets that wishes any. Pure: the same state and request have
 * the same answer. Each is O(log n) in the number of ranges.
 */
public sealed interface Strategy {
  /** The lowest free address: the default. */
  Strategy LOWEST_FREE = new LowestFree();

  /** The lowest free address. */
  record LowestFree() implements Strategy {}

  /**
   * The lowest free address above {@link SubnetState#last() the last one given}, and the lowest of
   * all when there is none above: an address comes back as late as can be.
   */
  record NextAfterLast() implements Strategy {}

  /**
   * The first free address at or after a point that the seed and the owner's name choose evenly
   * among the subnet's candidates, going on from the lowest after the highest. A free address that
   * follows a run of used ones is therefore likelier than others, in proportion to the run.
   *
   * @param seed any number; states with other seeds spread their owners in another way
   */
  record Random(long seed) implements Strategy {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /**
     * The owner's number below the size, from 128 bits: evenly, but for one part in 2^64 or less.
     */
    BigInteger index(String owner, BigInteger size) {
      byte[] bits =
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(bits(owner, 0))
              .putLong(bits(owner, 1))
              .array();
      return new BigInteger(1, bits).multiply(size).shiftRight(bits.length * Byte.SIZE);
    }

    /** 64 bits that depend on the seed, on every character of the name, and on the index. */
    private long bits(String owner, int index) {
      long hash = FNV_OFFSET;
      for (int i = 0; i < owner.length(); i++) {
        hash = (hash ^ owner.charAt(i)) * FNV_PRIME;
      }
      return mixed(mixed(seed + GOLDEN) ^ mixed(hash + (index + 1) * GOLDEN));
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mixed(long value) {
      long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return z ^ (z >>> 31);
    }
  }
}
