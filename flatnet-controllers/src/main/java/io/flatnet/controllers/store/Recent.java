package io.flatnet.controllers.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Collections that remember what came last, and forget what came first. Safe for many threads. */
public final class Recent {
  private Recent() {}

  /** A map of at most so many keys. */
  public static <K, V> Map<K, V> map(int limit) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > limit;
          }
        });
  }

  /** A set of at most so many elements. */
  public static <E> Set<E> set(int limit) {
    return Collections.newSetFromMap(map(limit));
  }
}
