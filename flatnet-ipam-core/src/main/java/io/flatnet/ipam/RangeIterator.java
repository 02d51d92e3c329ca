package io.flatnet.ipam;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The ranges of two trees, ascending; it holds O(log n) nodes. */
final class RangeIterator implements Iterator<IpRange> {
  private final Deque<RangeNode> ahead = new ArrayDeque<>();
  private IpFamily family = IpFamily.IPV4;
  private @Nullable RangeNode ipv6;

  RangeIterator(@Nullable RangeNode ipv4, @Nullable RangeNode ipv6) {
    this.ipv6 = ipv6;
    descend(ipv4);
  }

  private void descend(@Nullable RangeNode tree) {
    for (RangeNode node = tree; node != null; node = node.left) {
      ahead.push(node);
    }
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty() || ipv6 != null;
  }

  @Override
  public IpRange next() {
    if (ahead.isEmpty()) {
      if (ipv6 == null) {
        throw new NoSuchElementException("no range is left");
      }
      family = IpFamily.IPV6;
      descend(ipv6);
      ipv6 = null;
    }
    RangeNode node = ahead.pop();
    descend(node.right);
    return node.range(family);
  }
}
