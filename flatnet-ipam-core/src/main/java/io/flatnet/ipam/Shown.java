package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.List;

/** What messages show of long things: the start of a text, the first items of a list. */
final class Shown {
  private static final int ITEMS = 8;
  private static final int CHARACTERS = 80;

  private Shown() {}

  /** The first {@value #CHARACTERS} characters, or one less so as not to cut a surrogate pair. */
  static String start(String text) {
    if (text.length() <= CHARACTERS) {
      return text;
    }
    int last = CHARACTERS - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(last)) ? last : CHARACTERS)
        + "…";
  }

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
