package io.flatnet.ipam;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which address each stable identity had last. An address is remembered for one identity at most,
 * so there are never more entries than addresses. Immutable; an update is O(log n).
 */
record Memory(HashTrie<String, IpAddress> byIdentity, HashTrie<IpAddress, String> byAddress) {
  static final Memory NONE = new Memory(HashTrie.empty(), HashTrie.empty());

  @Nullable IpAddress address(@Nullable String identity) {
    return identity == null ? null : byIdentity.get(identity);
  }

  /** This after the address was given to the identity, or to somebody who has none. */
  Memory given(IpAddress address, @Nullable String identity) {
    if (identity == null && byAddress.size() == 0) {
      return this;
    }
    String before = byAddress.get(address);
    if (before != null && before.equals(identity)) {
      return this;
    }
    Memory rest = before == null ? this : forget(before);
    return identity == null ? rest : rest.forget(identity).put(identity, address);
  }

  private Memory put(String identity, IpAddress address) {
    return new Memory(byIdentity.with(identity, address), byAddress.with(address, identity));
  }

  Memory forget(String identity) {
    IpAddress address = byIdentity.get(identity);
    return address == null
        ? this
        : new Memory(byIdentity.without(identity), byAddress.without(address));
  }

  /** By identity. O(n log n). */
  SortedMap<String, IpAddress> toMap() {
    SortedMap<String, IpAddress> map = new TreeMap<>();
    byIdentity.leaves().forEach(leaf -> map.put(leaf.key(), leaf.value()));
    return Collections.unmodifiableSortedMap(map);
  }
}
