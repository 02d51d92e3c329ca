package io.flatnet.ipam;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The addresses of ascending ranges, made one by one as they are asked for. */
final class AddressIterator implements Iterator<IpAddress> {
  private final Iterator<IpRange> ranges;
  private @Nullable IpAddress next;
  private @Nullable IpAddress last; // of the range that next is in

  AddressIterator(Iterator<IpRange> ranges) {
    this.ranges = ranges;
  }

  @Override
  public boolean hasNext() {
    return next != null || ranges.hasNext();
  }

  @Override
  public IpAddress next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no address is left");
    }
    IpAddress current = next;
    if (current == null) {
      IpRange range = ranges.next();
      current = range.from();
      last = range.to();
    }
    next = current.equals(last) ? null : current.next();
    return current;
  }
}
