package io.flatnet.ipam;

import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map: a weight-balanced tree whose updates share all but O(log n) nodes with
 * the map that they came from. Balanced as {@link RangeNode} is.
 */
final class PersistentMap<K extends Comparable<K>, V> {
  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  final @Nullable Node<K, V> root;

  private PersistentMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null);
  }

  int size() {
    return size(root);
  }

  @Nullable V get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  /** The value of the least key that is not below the given one. */
  @Nullable V ceiling(K key) {
    Node<K, V> best = null;
    Node<K, V> node = root;
    while (node != null) {
      if (key.compareTo(node.key) <= 0) {
        best = node;
        node = node.left;
      } else {
        node = node.right;
      }
    }
    return best == null ? null : best.value;
  }

  PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(put(root, key, value));
  }

  PersistentMap<K, V> without(K key) {
    return get(key) == null ? this : new PersistentMap<>(remove(root, key));
  }

  /** The values in the order of their keys: a view that cannot be changed. */
  Collection<V> values() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<V> iterator() {
        return new Values<>(root);
      }

      @Override
      public int size() {
        return PersistentMap.this.size();
      }
    };
  }

  record Node<K, V>(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right, int size) {
    Node<K, V> withChildren(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
      return node(key, value, newLeft, newRight);
    }
  }

  private static <K, V> Node<K, V> node(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return new Node<>(key, value, left, right, size(left) + size(right) + 1);
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static <K extends Comparable<K>, V> Node<K, V> put(
      @Nullable Node<K, V> node, K key, V value) {
    if (node == null) {
      return node(key, value, null, null);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return node(key, value, node.left, node.right);
    }
    return order < 0
        ? balance(put(node.left, key, value), node, node.right)
        : balance(node.left, node, put(node.right, key, value));
  }

  private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(
      @Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order < 0) {
      return balance(remove(node.left, key), node, node.right);
    }
    if (order > 0) {
      return balance(node.left, node, remove(node.right, key));
    }
    if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    return balance(node.left, first(node.right), withoutFirst(node.right));
  }

  private static <K, V> Node<K, V> first(Node<K, V> tree) {
    Node<K, V> node = tree;
    while (node.left != null) {
      node = node.left;
    }
    return node;
  }

  private static <K, V> @Nullable Node<K, V> withoutFirst(Node<K, V> node) {
    return node.left == null ? node.right : balance(withoutFirst(node.left), node, node.right);
  }

  private static <K, V> Node<K, V> balance(
      @Nullable Node<K, V> left, Node<K, V> middle, @Nullable Node<K, V> right) {
    if (size(left) + size(right) > 1) {
      if (right != null && right.size > DELTA * size(left)) {
        return rotateLeft(left, middle, right);
      }
      if (left != null && left.size > DELTA * size(right)) {
        return rotateRight(left, middle, right);
      }
    }
    return middle.withChildren(left, right);
  }

  private static <K, V> Node<K, V> rotateLeft(
      @Nullable Node<K, V> left, Node<K, V> middle, Node<K, V> right) {
    Node<K, V> inner = right.left;
    if (inner == null || inner.size < GAMMA * size(right.right)) {
      return right.withChildren(middle.withChildren(left, inner), right.right);
    }
    return inner.withChildren(
        middle.withChildren(left, inner.left), right.withChildren(inner.right, right.right));
  }

  private static <K, V> Node<K, V> rotateRight(
      Node<K, V> left, Node<K, V> middle, @Nullable Node<K, V> right) {
    Node<K, V> inner = left.right;
    if (inner == null || inner.size < GAMMA * size(left.left)) {
      return left.withChildren(left.left, middle.withChildren(inner, right));
    }
    return inner.withChildren(
        left.withChildren(left.left, inner.left), middle.withChildren(inner.right, right));
  }

  private static final class Values<K, V> implements Iterator<V> {
    private final Deque<Node<K, V>> ahead = new ArrayDeque<>();

    Values(@Nullable Node<K, V> root) {
      descend(root);
    }

    private void descend(@Nullable Node<K, V> tree) {
      for (Node<K, V> node = tree; node != null; node = node.left) {
        ahead.push(node);
      }
    }

    @Override
    public boolean hasNext() {
      return !ahead.isEmpty();
    }

    @Override
    public V next() {
      if (ahead.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node<K, V> node = ahead.pop();
      descend(node.right);
      return node.value;
    }
  }
}
