package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The trie against a {@link HashMap}, with keys of which many have one hash. */
final class HashTriePropertyTest {
  /** A key whose hash is one of few, some of which differ in their highest bits alone. */
  private record Key(int number) implements Comparable<Key> {
    @Override
    public int hashCode() {
      return (number % 3) << 30 | number % 4;
    }

    @Override
    public int compareTo(Key other) {
      return Integer.compare(number, other.number);
    }
  }

  private record Entry(Key key, int value) implements HashTrie.Entry {}

  @Property
  void update_whenAnySteps_isThatOfAMap(
      @ForAll @Size(max = 60) List<@IntRange(min = -20, max = 20) Integer> steps) {
    Map<Key, Entry> map = new HashMap<>();
    HashTrie<Key, Entry> trie = HashTrie.empty(Entry::key);
    for (int i = 0; i < steps.size(); i++) {
      Key key = new Key(Math.abs(steps.get(i)));
      HashTrie<Key, Entry> before = trie;
      int size = map.size();
      if (steps.get(i) < 0) {
        map.remove(key);
        trie = trie.without(key);
      } else {
        map.put(key, new Entry(key, i));
        trie = trie.with(new Entry(key, i));
      }
      assertThat(before.values()).hasSize(size);
      assertSame(trie, map);
    }
    assertSame(HashTrie.of(map.values(), Entry::key), map);
  }

  private static void assertSame(HashTrie<Key, Entry> trie, Map<Key, Entry> map) {
    assertThat(trie.size()).isEqualTo(map.size());
    assertThat(trie.values()).containsExactlyInAnyOrderElementsOf(map.values());
    for (int number = 0; number <= 20; number++) {
      assertThat(trie.get(new Key(number))).isEqualTo(map.get(new Key(number)));
    }
  }
}
