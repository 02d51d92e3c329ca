package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The least list of prefixes against a walk through the tree of all prefixes. */
final class PrefixCoverPropertyTest {
  @Provide
  Arbitrary<AddressCells> cells() {
    return AddressCells.any();
  }

  @Provide
  Arbitrary<BitSet> bits() {
    return AddressWindow.anyBits(4);
  }

  @Property
  void prefixes_whenAnyWindow_areTheLargestFullSubtrees(
      @ForAll AddressWindow window, @ForAll("bits") BitSet bits) {
    TreeSet<IpAddress> model = new TreeSet<>(bits.stream().mapToObj(window::at).toList());
    TreeSet<IpPrefix> roots = new TreeSet<>(); // a window has 2^6 addresses, no prefix has more
    model.forEach(address -> roots.add(new IpPrefix(address, address.family().bits() - 6)));
    List<IpPrefix> expected = new ArrayList<>();
    roots.forEach(root -> cover(root, model, expected));
    assertThat(window.set(bits).prefixes()).isEqualTo(expected);
  }

  private static void cover(IpPrefix prefix, NavigableSet<IpAddress> model, List<IpPrefix> out) {
    int present = model.subSet(prefix.network(), true, prefix.last(), true).size();
    int bits = prefix.family().bits();
    if (present == 1 << (bits - prefix.length())) {
      out.add(prefix);
    } else if (present > 0) {
      cover(new IpPrefix(prefix.network(), prefix.length() + 1), model, out);
      cover(new IpPrefix(prefix.last(), prefix.length() + 1), model, out);
    }
  }

  /** Exact, ascending, apart, and with no two halves of one prefix: so none can be left out. */
  @Property
  void prefixes_whenSetsOfAnySize_areExactAndCannotBeJoined(
      @ForAll("cells") AddressCells cells, @ForAll("bits") BitSet bits) {
    RangeSet set = cells.set(bits);
    List<IpPrefix> prefixes = set.prefixes();
    assertThat(RangeSet.copyOf(prefixes.stream().map(IpPrefix::range).toList())).isEqualTo(set);
    for (int i = 1; i < prefixes.size(); i++) {
      IpPrefix lower = prefixes.get(i - 1);
      IpPrefix upper = prefixes.get(i);
      assertThat(lower.last()).isLessThan(upper.network());
      assertThat(areHalvesOfOne(lower, upper)).as("%s and %s", lower, upper).isFalse();
    }
    List<IpPrefix> byRange = new ArrayList<>();
    set.forEach(range -> byRange.addAll(range.prefixes()));
    assertThat(byRange).isEqualTo(prefixes);
  }

  private static boolean areHalvesOfOne(IpPrefix lower, IpPrefix upper) {
    return lower.length() == upper.length()
        && lower.length() > 0
        && lower.family() == upper.family()
        && new IpPrefix(lower.network(), lower.length() - 1).last().equals(upper.last());
  }
}
