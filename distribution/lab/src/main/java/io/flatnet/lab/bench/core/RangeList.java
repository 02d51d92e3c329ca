package io.flatnet.lab.bench.core;

import io.flatnet.ipam.IpAddress;
import java.util.Optional;

/**
 * An allocator that keeps the addresses in use as a sorted list of merged ranges and walks it.
 *
 * @param <L> the list itself; each change makes another
 */
interface RangeList<L extends RangeList<L>> {

  /** The lowest address of the pool that no range has. O(n) in the number of ranges. */
  Optional<IpAddress> lowestFree();

  /** With one more address in use; the same when it is already. O(n). */
  L with(IpAddress address);

  /** With that address free; the same when it is already. O(n). */
  L without(IpAddress address);
}
