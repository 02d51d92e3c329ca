package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
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
    assertThat(new ArrayList<>(map.values())).isEqualTo(new ArrayList<>(model.values()));
    for (int key = 0; key <= KEYS + 1; key++) {
      Map.Entry<Integer, String> ceiling = model.ceilingEntry(key);
      assertThat(map.ceiling(key)).isEqualTo(ceiling == null ? null : ceiling.getValue());
    }
    assertBalanced(map.root);
  }

  @Property(tries = 100)
  void update_whenRemovedInAnyOrder_staysBalanced(
      @ForAll @UniqueElements @Size(min = 100, max = 400) List<Integer> keys,
      @ForAll @IntRange(min = 1, max = 20) int checkEvery) {
    PersistentMap<Integer, String> map = PersistentMap.empty();
    for (int i = 0; i < keys.size(); i++) { // ascending: the worst for a tree without balance
      map = map.with(i, "");
    }
    assertBalanced(map.root);
    List<Integer> order = new ArrayList<>(keys);
    for (int i = 0; i < order.size(); i++) {
      map = map.without(Math.floorMod(order.get(i), keys.size()));
      if (i % checkEvery == 0) {
        assertBalanced(map.root);
      }
    }
  }

  /** Checks the weights, and answers the number of nodes. */
  private static int assertBalanced(PersistentMap.@Nullable Node<Integer, String> node) {
    if (node == null) {
      return 0;
    }
    int left = assertBalanced(node.left());
    int right = assertBalanced(node.right());
    assertThat(node.size()).isEqualTo(left + right + 1);
    if (left + right > 1) {
      assertThat(left).isLessThanOrEqualTo(3 * right);
      assertThat(right).isLessThanOrEqualTo(3 * left);
    }
    return node.size();
  }
}
