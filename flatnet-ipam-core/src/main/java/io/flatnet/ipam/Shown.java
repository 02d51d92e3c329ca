package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.List;

/** Lists in messages: the first few items, and how many more there are. */
final class Shown {
  private static final int ITEMS = 8;

  private Shown() {}

  static String items(List<String> items) {
    return items(items, items.size());
  }

  static String ranges(RangeSet set) {
    List<String> first = new ArrayList<>();
    for (IpRange range : set) {
      if (first.size() == ITEMS) {
        break;
      }
      first.add(range.toString());
    }
    return items(first, set.rangeCount());
  }

  private static String items(List<String> items, int count) {
    int shown = Math.min(ITEMS, items.size());
    String joined = String.join(", ", items.subList(0, shown));
    return count > shown ? joined + " and " + (count - shown) + " more" : joined;
  }
}
