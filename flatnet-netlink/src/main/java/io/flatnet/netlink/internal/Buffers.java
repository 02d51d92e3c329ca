package io.flatnet.netlink.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Native memory for one call at a time, kept for the next one: making and freeing it for each call
 * would cost more than the call.
 *
 * <p>Shape: the data, and beside it the small structures of socket calls. Not thread-safe; whoever
 * acquired it uses it alone.
 */
public final class Buffers implements AutoCloseable {
  /** The kernel makes no larger datagrams for a dump (netlink_dump, af_netlink.c). */
  public static final int DATA_BYTES = 32 * 1024;

  static final int KEPT = 16;
  private static final int ADDRESS_BYTES = 128;
  private static final int SMALL_BYTES = 64;
  private static final int CONTROL_BYTES = 256;
  private static final ArrayBlockingQueue<Buffers> POOL = new ArrayBlockingQueue<>(KEPT);

  /** Not one that the garbage collector frees: an old one waits there for a full collection. */
  private final Arena arena = Arena.ofShared();

  private final MemorySegment data;
  private final MemorySegment address;
  private final MemorySegment length;
  private final MemorySegment option;
  private final MemorySegment message;
  private final MemorySegment vector;
  private final MemorySegment control;

  private Buffers() {
    data = arena.allocate(DATA_BYTES, Long.BYTES);
    address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
    length = arena.allocate(Integer.BYTES, Integer.BYTES);
    option = arena.allocate(SMALL_BYTES, Long.BYTES);
    message = arena.allocate(SMALL_BYTES, Long.BYTES);
    vector = arena.allocate(SMALL_BYTES, Long.BYTES);
    control = arena.allocate(CONTROL_BYTES, Long.BYTES);
  }

  /** Memory of the pool, or new memory; {@link #close} gives it back. */
  public static Buffers acquire() {
    Buffers kept = POOL.poll();
    return kept != null ? kept : new Buffers();
  }

  /** {@link #DATA_BYTES} for what is sent or received. */
  public MemorySegment data() {
    return data;
  }

  /** For any socket address. */
  public MemorySegment address() {
    return address;
  }

  /** One int, for the length of an address or option. */
  public MemorySegment length() {
    return length;
  }

  /** 64 bytes for a socket option or a pollfd. */
  public MemorySegment option() {
    return option;
  }

  /** 64 bytes for a msghdr. */
  public MemorySegment message() {
    return message;
  }

  /** 64 bytes for an iovec. */
  public MemorySegment vector() {
    return vector;
  }

  /** 256 bytes for control messages. */
  public MemorySegment control() {
    return control;
  }

  @Override
  public void close() {
    if (!POOL.offer(this)) {
      arena.close();
    }
  }
}
