package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

final class PersistentMapPropertyTest {
  static final int KEYS = 400;

  @Property
  void update_whenAnySteps_isAsTheTreeMap(
      @ForAll @Size(max = 400) List<@IntRange(min = -KEYS, max = KEYS) Integer> steps) {
    PersistentMap<Integer, String> map = PersistentMap.empty();
    TreeMap<Integer, String> model = new TreeMap<>();
    int count = 0;
    for (int step : steps) { // a negative step removes
      PersistentMap<Integer, String> before = map;
      List<String> valuesBefore = new ArrayList<>(before.values());
      String value = "value " + count++;
      map = step < 0 ? map.without(-step) : map.with(step, value);
      if (step < 0) {
        model.remove(-step);
      } else {
        model.put(step, value);
      }
      assertThat(map.get(Math.abs(step))).isEqualTo(model.get(Math.abs(step)));
      assertThat(new ArrayList<>(before.values())).isEqualTo(valuesBefore);
    }
    assertThat(map.size()).isEqualTo(model.size());
    assertThat(map.values()).hasSize(model.size());
    assertThat(new ArrayList<>(map.values())).isEqualTo(new ArrayList<>(model.values()));
    for (int key = 0; key <= KEYS + 1; key++) {
      Map.Entry<Integer, String> ceiling = model.ceilingEntry(key);
      assertThat(map.ceiling(key)).isEqualTo(ceiling == null ? null : ceiling.getValue());
    }
    assertBalanced(map.root);
  }

  @Property
  void update_whenRemovedInAnyOrder_staysBalanced(
      @ForAll @IntRange(min = 1, max = 200) int size, @ForAll long seed) {
    PersistentMap<Integer, String> map = PersistentMap.empty();
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < size; i++) { // ascending: the worst for a tree without balance
      map = map.with(i, "");
      keys.add(i);
    }
    assertBalanced(map.root);
    Collections.shuffle(keys, new Random(seed));
    for (int key : keys) {
      map = map.without(key);
      assertBalanced(map.root);
    }
    assertThat(map.size()).isZero();
  }

  private static void assertBalanced(PersistentMap.@Nullable Node<Integer, String> tree) {
    assertThat(tree == null ? 0 : tree.size()).isEqualTo(countBalanced(tree));
  }

  /** The number of nodes; less than 0 if one says another number, or has a side too heavy. */
  private static int countBalanced(PersistentMap.@Nullable Node<Integer, String> node) {
    if (node == null) {
      return 0;
    }
    int left = countBalanced(node.left());
    int right = countBalanced(node.right());
    boolean balanced = left + right <= 1 || (left <= 3 * right && right <= 3 * left);
    boolean sound = left >= 0 && right >= 0 && node.size() == left + right + 1;
    return sound && balanced ? node.size() : -1;
  }
}
