package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map without order, of values that know their keys: a trie over the bits of the key's
 * hash, two bits a level, whose updates share all but one path with the map that they came from.
 *
 * <p>Four children are what makes a path smallest: a node of them takes 32 bytes, so an update of a
 * map with n values allocates about 16 bytes for each bit of n, where a binary tree takes 32. A
 * subtree with one value is that value, whatever the level. Keys whose hashes are wholly equal
 * share a bucket that is a sorted tree, so that nobody can make it slow by choosing keys.
 */
final class HashTrie<K extends Comparable<K>, V extends HashTrie.Entry> {
  private static final int BITS = 2;
  private static final int MASK = (1 << BITS) - 1;

  private final Function<V, K> key;
  private final @Nullable Slot root;
  private final int size;

  private HashTrie(Function<V, K> key, @Nullable Slot root, int size) {
    this.key = key;
    this.root = root;
    this.size = size;
  }

  static <K extends Comparable<K>, V extends Entry> HashTrie<K, V> empty(Function<V, K> key) {
    return new HashTrie<>(key, null, 0);
  }

  /** The values by their keys; of two values of one key, either. O(n log n). */
  static <K extends Comparable<K>, V extends Entry> HashTrie<K, V> of(
      Collection<V> values, Function<V, K> key) {
    HashTrie<K, V> empty = empty(key);
    Builder<K, V> builder = new Builder<>(empty, new ArrayList<>(values));
    Slot root = builder.build(0, values.size(), 0);
    return new HashTrie<>(key, root, builder.size);
  }

  int size() {
    return size;
  }

  /** O(log n). */
  @Nullable V get(K wanted) {
    Slot slot = root;
    int hash = hash(wanted);
    while (slot instanceof Node node) {
      slot = node.child(hash & MASK);
      hash >>>= BITS;
    }
    if (slot instanceof Bucket) {
      return bucket(slot).get(wanted);
    }
    V value = value(slot);
    return value != null && key.apply(value).equals(wanted) ? value : null;
  }

  /** O(log n). */
  HashTrie<K, V> with(V value) {
    K itsKey = key.apply(value);
    int newSize = get(itsKey) == null ? size + 1 : size;
    return new HashTrie<>(key, put(root, value, hash(itsKey), 0), newSize);
  }

  /** O(log n). */
  HashTrie<K, V> without(K unwanted) {
    return get(unwanted) == null
        ? this
        : new HashTrie<>(key, remove(root, unwanted, hash(unwanted)), size - 1);
  }

  /** The values in no order. O(n). */
  List<V> values() {
    List<V> values = new ArrayList<>(size);
    collect(root, values);
    return values;
  }

  /** What a node has below it. */
  sealed interface Slot {}

  /** A value of a trie. */
  non-sealed interface Entry extends Slot {}

  /** Two values or more whose hashes are equal. */
  private record Bucket(PersistentMap<?, ?> values) implements Slot {}

  private record Node(@Nullable Slot a, @Nullable Slot b, @Nullable Slot c, @Nullable Slot d)
      implements Slot {
    // No processor foretells which child it is, so these leave it no jump to guess: with a switch,
    // a look-up among 50,000 values took nearly twice as long.

    @Nullable Slot child(int index) {
      Slot even = (index & 2) == 0 ? a : c;
      Slot odd = (index & 2) == 0 ? b : d;
      return (index & 1) == 0 ? even : odd;
    }

    Node with(int index, @Nullable Slot child) {
      return new Node(
          index == 0 ? child : a,
          index == 1 ? child : b,
          index == 2 ? child : c,
          index == 3 ? child : d);
    }

    /** This node, or what it comes to when it has no child, or one that is a single value. */
    @Nullable Slot shrunk() {
      Slot only = null;
      for (int i = 0; i <= MASK; i++) {
        Slot child = child(i);
        if (child != null && only != null) {
          return this; // what class they are is not asked: that would fetch each into the cache
        }
        only = child == null ? only : child;
      }
      return only instanceof Node || only instanceof Bucket ? this : only;
    }
  }

  @SuppressWarnings("unchecked") // an entry of this trie was put there as a V
  private @Nullable V value(@Nullable Slot slot) {
    return (V) slot;
  }

  @SuppressWarnings("unchecked") // made by pair, with these types
  private PersistentMap<K, V> bucket(Slot slot) {
    return (PersistentMap<K, V>) ((Bucket) slot).values;
  }

  /** Spreads the bits of a hash whose low ones differ little (the finaliser of MurmurHash3). */
  private static int hash(Object key) {
    int hash = key.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  /** Puts the value below {@code slot}; {@code hash} is what the levels above have left of it. */
  private Slot put(@Nullable Slot slot, V value, int hash, int depth) {
    if (slot == null) {
      return value;
    }
    if (slot instanceof Node node) {
      int index = hash & MASK;
      return node.with(index, put(node.child(index), value, hash >>> BITS, depth + BITS));
    }
    if (slot instanceof Bucket) {
      return new Bucket(bucket(slot).with(key.apply(value), value));
    }
    V other = value(slot);
    return other == null || key.apply(other).equals(key.apply(value))
        ? value
        : pair(other, value, depth);
  }

  private Slot pair(V one, V other, int depth) {
    if (depth >= Integer.SIZE) {
      PersistentMap<K, V> empty = PersistentMap.empty();
      return new Bucket(empty.with(key.apply(one), one).with(key.apply(other), other));
    }
    Node node = new Node(null, null, null, null);
    int left = (hash(key.apply(one)) >>> depth) & MASK;
    int right = (hash(key.apply(other)) >>> depth) & MASK;
    return left == right
        ? node.with(left, pair(one, other, depth + BITS))
        : node.with(left, one).with(right, other);
  }

  private @Nullable Slot remove(@Nullable Slot slot, K unwanted, int hash) {
    if (slot instanceof Node node) {
      int index = hash & MASK;
      return node.with(index, remove(node.child(index), unwanted, hash >>> BITS)).shrunk();
    }
    if (slot instanceof Bucket) {
      PersistentMap<K, V> rest = bucket(slot).without(unwanted);
      return rest.size() == 1 ? rest.values().iterator().next() : new Bucket(rest);
    }
    return null;
  }

  private void collect(@Nullable Slot slot, List<V> values) {
    if (slot instanceof Node(Slot a, Slot b, Slot c, Slot d)) {
      collect(a, values);
      collect(b, values);
      collect(c, values);
      collect(d, values);
    } else if (slot instanceof Bucket) {
      values.addAll(bucket(slot).values());
    } else {
      V value = value(slot);
      if (value != null) {
        values.add(value);
      }
    }
  }

  /**
   * Builds a trie from the root down, by sorting the values by two bits of their hashes a level.
   */
  private static final class Builder<K extends Comparable<K>, V extends Entry> {
    private final HashTrie<K, V> trie;
    private final List<V> values;
    private final int[] hashes;
    private final int[] order; // places in the list, sorted by the bits of the levels above
    private final int[] scratch;
    int size;

    Builder(HashTrie<K, V> trie, List<V> values) {
      this.trie = trie;
      this.values = values;
      this.hashes = new int[values.size()];
      this.order = new int[values.size()];
      this.scratch = new int[values.size()];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
        hashes[i] = hash(trie.key.apply(values.get(i)));
      }
    }

    @Nullable Slot build(int from, int to, int depth) {
      if (to - from <= 1 || depth >= Integer.SIZE) {
        return together(from, to);
      }
      int[] ends = sort(from, to, depth);
      int next = depth + BITS;
      return new Node(
              build(from, ends[0], next),
              build(ends[0], ends[1], next),
              build(ends[1], ends[2], next),
              build(ends[2], ends[3], next))
          .shrunk();
    }

    /** The values of a run in which all hashes are equal. */
    private @Nullable Slot together(int from, int to) {
      Slot slot = null;
      for (int i = from; i < to; i++) {
        slot = trie.put(slot, values.get(order[i]), 0, Integer.SIZE);
      }
      size += slot instanceof Bucket bucket ? bucket.values.size() : slot == null ? 0 : 1;
      return slot;
    }

    /** Sorts a run by the bits of this level; gives the end of each part. */
    private int[] sort(int from, int to, int depth) {
      int[] ends = new int[MASK + 1];
      for (int i = from; i < to; i++) {
        ends[(hashes[order[i]] >>> depth) & MASK]++;
      }
      int end = from;
      for (int part = 0; part <= MASK; part++) {
        end += ends[part];
        ends[part] = end - ends[part];
      }
      for (int i = from; i < to; i++) {
        scratch[ends[(hashes[order[i]] >>> depth) & MASK]++] = order[i];
      }
      System.arraycopy(scratch, from, order, from, to - from);
      return ends;
    }
  }
}
