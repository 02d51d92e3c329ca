package io.flatnet.operator.inspect;

import io.flatnet.controllers.diagnose.AddressMap;
import io.flatnet.controllers.diagnose.AddressMap.Cell;
import io.flatnet.controllers.diagnose.AddressMap.State;
import io.flatnet.controllers.diagnose.SubnetPool;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.operator.inspect.OutputStyle.Colour;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A map of addresses as text. Pure. */
final class MapText {
  private static final int RANGES_SHOWN = 8;

  private MapText() {}

  static void print(AddressMap map, PrintWriter out, OutputStyle style) {
    List<Cell> cells = map.cells();
    int width = cells.stream().mapToInt(cell -> cell.first().toString().length()).max().orElse(0);
    for (int row = 0; row < cells.size(); row += AddressMap.COLUMNS) {
      List<Cell> line = cells.subList(row, Math.min(cells.size(), row + AddressMap.COLUMNS));
      String first = line.getFirst().first().toString();
      out.println(
          first
              + " ".repeat(width - first.length() + 1)
              + line.stream().map(cell -> mark(cell.state(), style)).collect(Collectors.joining()));
    }
    out.println();
    out.println(
        Stream.of(State.values())
            .filter(state -> cells.stream().anyMatch(cell -> cell.state() == state))
            .map(state -> mark(state, style) + " " + meaning(state))
            .collect(Collectors.joining("   ")));
    facts(map).forEach(out::println);
  }

  /** What is to be said under a picture. */
  static List<String> facts(AddressMap map) {
    SubnetPool pool = map.pool();
    SubnetRules rules = Objects.requireNonNull(pool.rules());
    String part = map.shown().equals(rules.prefix()) ? "" : "; shown is " + map.shown();
    String each = map.perCell().bitLength() == 1 ? "1 address" : map.perCell() + " addresses";
    String counts =
        pool.size()
            + " addresses for pods: "
            + pool.used().addressCount()
            + " used, "
            + pool.reserved().addressCount()
            + " reserved, "
            + pool.free().addressCount()
            + " free";
    return Stream.of(
            "subnet " + pool.name() + " " + rules.prefix() + part + "; each cell is " + each,
            counts,
            "gateway " + (rules.gateway() == null ? "none" : rules.gateway()),
            "ranges " + (rules.ranges().isEmpty() ? "the whole network" : text(rules.ranges())),
            reserved(rules))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String reserved(SubnetRules rules) {
    return rules.reservations().entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .sorted(Map.Entry.comparingByKey())
        .limit(RANGES_SHOWN)
        .map(entry -> "reserved for " + entry.getKey() + " " + text(entry.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String text(RangeSet set) {
    String first =
        set.ranges().stream()
            .limit(RANGES_SHOWN)
            .map(IpRange::toString)
            .collect(Collectors.joining(", "));
    int more = set.rangeCount() - RANGES_SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** What a state means. */
  static String meaning(State state) {
    return switch (state) {
      case GATEWAY -> "gateway";
      case USED -> "used";
      case MOSTLY_USED -> "half or more used";
      case PARTLY_USED -> "less than half used";
      case RESERVED -> "reserved";
      case FREE -> "free";
      case OUTSIDE -> "not for pods";
    };
  }

  private static String mark(State state, OutputStyle style) {
    boolean blocks = style.unicode();
    return switch (state) {
      case GATEWAY -> style.in(Colour.BOLD, "G");
      case USED -> style.in(Colour.BAD, blocks ? "█" : "#");
      case MOSTLY_USED -> style.in(Colour.BAD, blocks ? "▓" : "%");
      case PARTLY_USED -> style.in(Colour.CAREFUL, blocks ? "▒" : "+");
      case RESERVED -> style.in(Colour.CAREFUL, "r");
      case FREE -> style.in(Colour.GOOD, blocks ? "░" : ".");
      case OUTSIDE -> style.in(Colour.FAINT, blocks ? "·" : "-");
    };
  }
}
