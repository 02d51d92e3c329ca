package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map without order: a trie over the bits of the key's hash, two bits a level, whose
 * updates share all but one path with the map that they came from.
 *
 * <p>Four children are what makes a path smallest: a node of them takes 32 bytes, so an update of a
 * map with n entries allocates about 16 bytes for each bit of n, where a binary tree takes 32. A
 * subtree with one entry is that entry, whatever the level. Keys whose hashes are wholly equal
 * share a bucket that is a sorted tree, so that nobody can make it slow by choosing keys.
 */
final class HashTrie<K extends Comparable<K>, V> {
  private static final int BITS = 2;
  private static final int MASK = (1 << BITS) - 1;

  private final @Nullable Slot<K, V> root;
  private final int size;

  private HashTrie(@Nullable Slot<K, V> root, int size) {
    this.root = root;
    this.size = size;
  }

  static <K extends Comparable<K>, V> HashTrie<K, V> empty() {
    return new HashTrie<>(null, 0);
  }

  /** The values by their keys, which must differ from each other. O(n log n). */
  static <K extends Comparable<K>, V> HashTrie<K, V> of(
      Iterable<V> values, Function<? super V, ? extends K> key) {
    List<Leaf<K, V>> leaves = new ArrayList<>();
    values.forEach(value -> leaves.add(new Leaf<>(key.apply(value), value)));
    return new HashTrie<>(build(leaves, 0), leaves.size());
  }

  int size() {
    return size;
  }

  /** O(log n). */
  @Nullable V get(K key) {
    Slot<K, V> slot = root;
    int hash = hash(key);
    while (slot instanceof Node<K, V> node) {
      slot = node.child(hash & MASK);
      hash >>>= BITS;
    }
    Leaf<K, V> leaf = slot instanceof Bucket<K, V> bucket ? bucket.leaves.get(key) : leaf(slot);
    return leaf != null && leaf.key.equals(key) ? leaf.value : null;
  }

  private static <K extends Comparable<K>, V> @Nullable Leaf<K, V> leaf(@Nullable Slot<K, V> slot) {
    return slot instanceof Leaf<K, V> leaf ? leaf : null;
  }

  /** O(log n). */
  HashTrie<K, V> with(K key, V value) {
    int newSize = get(key) == null ? size + 1 : size;
    return new HashTrie<>(put(root, new Leaf<>(key, value), hash(key), 0), newSize);
  }

  /** O(log n). */
  HashTrie<K, V> without(K key) {
    return get(key) == null ? this : new HashTrie<>(remove(root, key, hash(key)), size - 1);
  }

  /** The values in no order. O(n). */
  List<V> values() {
    List<V> values = new ArrayList<>(size);
    forEach(root, leaf -> values.add(leaf.value));
    return values;
  }

  /** The entries in no order. O(n). */
  List<Leaf<K, V>> leaves() {
    List<Leaf<K, V>> leaves = new ArrayList<>(size);
    forEach(root, leaves::add);
    return leaves;
  }

  sealed interface Slot<K extends Comparable<K>, V> {}

  /** One entry. */
  record Leaf<K extends Comparable<K>, V>(K key, V value) implements Slot<K, V> {}

  /** Two entries or more whose hashes are equal. */
  private record Bucket<K extends Comparable<K>, V>(PersistentMap<K, Leaf<K, V>> leaves)
      implements Slot<K, V> {}

  private record Node<K extends Comparable<K>, V>(
      @Nullable Slot<K, V> a,
      @Nullable Slot<K, V> b,
      @Nullable Slot<K, V> c,
      @Nullable Slot<K, V> d)
      implements Slot<K, V> {
    @Nullable Slot<K, V> child(int index) {
      return switch (index) {
        case 0 -> a;
        case 1 -> b;
        case 2 -> c;
        default -> d;
      };
    }

    Node<K, V> with(int index, @Nullable Slot<K, V> child) {
      return switch (index) {
        case 0 -> new Node<>(child, b, c, d);
        case 1 -> new Node<>(a, child, c, d);
        case 2 -> new Node<>(a, b, child, d);
        default -> new Node<>(a, b, c, child);
      };
    }

    /** This node, or what it comes to when it has no child, or one that is a single entry. */
    @Nullable Slot<K, V> shrunk() {
      Slot<K, V> only = null;
      for (int i = 0; i <= MASK; i++) {
        Slot<K, V> child = child(i);
        if (child != null && (only != null || !(child instanceof Leaf))) {
          return this;
        }
        only = child == null ? only : child;
      }
      return only;
    }
  }

  /** Spreads the bits of a hash whose low ones differ little (the finaliser of MurmurHash3). */
  private static int hash(Object key) {
    int hash = key.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  /** Puts the leaf below {@code slot}; {@code hash} is what the levels above have left of it. */
  private static <K extends Comparable<K>, V> Slot<K, V> put(
      @Nullable Slot<K, V> slot, Leaf<K, V> leaf, int hash, int depth) {
    return switch (slot) {
      case null -> leaf;
      case Node<K, V> node -> {
        int index = hash & MASK;
        yield node.with(index, put(node.child(index), leaf, hash >>> BITS, depth + BITS));
      }
      case Bucket<K, V>(PersistentMap<K, Leaf<K, V>> leaves) ->
          new Bucket<>(leaves.with(leaf.key, leaf));
      case Leaf<K, V> other -> other.key.equals(leaf.key) ? leaf : pair(other, leaf, depth);
    };
  }

  private static <K extends Comparable<K>, V> Slot<K, V> pair(
      Leaf<K, V> one, Leaf<K, V> other, int depth) {
    if (depth >= Integer.SIZE) {
      PersistentMap<K, Leaf<K, V>> empty = PersistentMap.empty();
      return new Bucket<>(empty.with(one.key, one).with(other.key, other));
    }
    Node<K, V> node = new Node<>(null, null, null, null);
    int left = hash(one.key) >>> depth;
    int right = hash(other.key) >>> depth;
    if ((left & MASK) == (right & MASK)) {
      return node.with(left & MASK, pair(one, other, depth + BITS));
    }
    return node.with(left & MASK, one).with(right & MASK, other);
  }

  private static <K extends Comparable<K>, V> @Nullable Slot<K, V> remove(
      @Nullable Slot<K, V> slot, K key, int hash) {
    return switch (slot) {
      case null -> null;
      case Leaf<K, V> _ -> null;
      case Node<K, V> node -> {
        int index = hash & MASK;
        yield node.with(index, remove(node.child(index), key, hash >>> BITS)).shrunk();
      }
      case Bucket<K, V>(PersistentMap<K, Leaf<K, V>> leaves) -> {
        PersistentMap<K, Leaf<K, V>> rest = leaves.without(key);
        yield rest.size() == 1 ? rest.values().iterator().next() : new Bucket<>(rest);
      }
    };
  }

  private static <K extends Comparable<K>, V> @Nullable Slot<K, V> build(
      List<Leaf<K, V>> leaves, int depth) {
    if (leaves.size() <= 1 || depth >= Integer.SIZE) {
      Slot<K, V> slot = null;
      for (Leaf<K, V> leaf : leaves) {
        slot = put(slot, leaf, 0, depth);
      }
      return slot;
    }
    List<List<Leaf<K, V>>> parts = new ArrayList<>();
    for (int i = 0; i <= MASK; i++) {
      parts.add(new ArrayList<>(leaves.size() / 3 + 1));
    }
    for (Leaf<K, V> leaf : leaves) {
      parts.get((hash(leaf.key) >>> depth) & MASK).add(leaf);
    }
    return new Node<>(
        build(parts.get(0), depth + BITS),
        build(parts.get(1), depth + BITS),
        build(parts.get(2), depth + BITS),
        build(parts.get(3), depth + BITS));
  }

  private static <K extends Comparable<K>, V> void forEach(
      @Nullable Slot<K, V> slot, Consumer<Leaf<K, V>> action) {
    switch (slot) {
      case null -> {}
      case Leaf<K, V> leaf -> action.accept(leaf);
      case Bucket<K, V>(PersistentMap<K, Leaf<K, V>> leaves) -> leaves.values().forEach(action);
      case Node<K, V>(Slot<K, V> a, Slot<K, V> b, Slot<K, V> c, Slot<K, V> d) -> {
        forEach(a, action);
        forEach(b, action);
        forEach(c, action);
        forEach(d, action);
      }
    }
  }
}
