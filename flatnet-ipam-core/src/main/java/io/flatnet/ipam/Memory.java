package io.flatnet.ipam;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which address each stable identity had last. An address is remembered for one identity at most,
 * so there are never more entries than addresses. Immutable; an update is O(log n).
 */
record Memory(HashTrie<String, Entry> byIdentity, HashTrie<IpAddress, Entry> byAddress) {
  static final Memory NONE =
      new Memory(HashTrie.empty(Entry::identity), HashTrie.empty(Entry::address));

  /** Which address an identity had last. */
  record Entry(String identity, IpAddress address) implements HashTrie.Entry {}

  @Nullable IpAddress address(@Nullable String identity) {
    Entry entry = identity == null ? null : byIdentity.get(identity);
    return entry == null ? null : entry.address;
  }

  /** This after the address was given to the identity, or to somebody who has none. */
  Memory given(IpAddress address, @Nullable String identity) {
    if (identity == null && byAddress.size() == 0) {
      return this;
    }
    Entry before = byAddress.get(address);
    if (before != null && before.identity.equals(identity)) {
      return this;
    }
    Memory rest = before == null ? this : forget(before.identity);
    return identity == null ? rest : rest.forget(identity).put(new Entry(identity, address));
  }

  private Memory put(Entry entry) {
    return new Memory(byIdentity.with(entry), byAddress.with(entry));
  }

  Memory forget(String identity) {
    Entry entry = byIdentity.get(identity);
    return entry == null
        ? this
        : new Memory(byIdentity.without(identity), byAddress.without(entry.address));
  }

  /** By identity. O(n log n). */
  SortedMap<String, IpAddress> toMap() {
    SortedMap<String, IpAddress> map = new TreeMap<>();
    byIdentity.values().forEach(entry -> map.put(entry.identity, entry.address));
    return Collections.unmodifiableSortedMap(map);
  }
}
