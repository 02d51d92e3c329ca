package io.flatnet.operator.inspect;

import io.flatnet.controllers.diagnose.AddressMap;
import io.flatnet.controllers.diagnose.AddressMap.Cell;
import io.flatnet.controllers.diagnose.AddressMap.State;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A map of addresses as SVG: one rectangle for each run of cells of one state in a row, with its
 * addresses as a tooltip. It has a light and a dark look, as the reader's system asks. Pure.
 */
final class MapSvg {
  private static final int CELL = 12;
  private static final int ROW = 16;
  private static final int LEFT = 250;
  private static final int TOP = 40;
  private static final int LINE = 18;
  private static final int MARGIN = 16;
  private static final int LEGEND_STEP = 130;
  private static final String STYLE =
      """
        <style>
          svg { background: #ffffff; font: 12px monospace; }
          text { fill: #1f2328; }
          .gateway { fill: #0969da; } .used { fill: #a40e26; } .mostly_used { fill: #d1242f; }
          .partly_used { fill: #e16f24; } .reserved { fill: #d4a72c; } .free { fill: #4ac26b; }
          .outside { fill: #d0d7de; }
          @media (prefers-color-scheme: dark) {
            svg { background: #0d1117; }
            text { fill: #e6edf3; }
            .gateway { fill: #58a6ff; } .used { fill: #da3633; } .mostly_used { fill: #f85149; }
            .partly_used { fill: #f0883e; } .reserved { fill: #e3b341; } .free { fill: #2ea043; }
            .outside { fill: #30363d; }
          }
        </style>
      """;

  private final AddressMap map;
  private final StringBuilder out = new StringBuilder();

  private MapSvg(AddressMap map) {
    this.map = map;
  }

  /** The document. */
  static String of(AddressMap map) {
    MapSvg svg = new MapSvg(map);
    svg.write();
    return svg.out.toString();
  }

  private void write() {
    List<String> facts = MapText.facts(map).stream().flatMap(String::lines).toList();
    int rows = (map.cells().size() + AddressMap.COLUMNS - 1) / AddressMap.COLUMNS;
    int below = TOP + rows * ROW + MARGIN;
    int width = LEFT + AddressMap.COLUMNS * CELL + MARGIN;
    int height = below + LINE * (facts.size() + 1) + MARGIN;
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
            .formatted(width, height, width, height));
    out.append("  <title>").append(escaped("subnet " + map.pool().name())).append("</title>\n");
    out.append(STYLE);
    text(MARGIN, TOP - LINE, facts.getFirst());
    for (int row = 0; row < rows; row++) {
      int from = row * AddressMap.COLUMNS;
      row(
          map.cells().subList(from, Math.min(map.cells().size(), from + AddressMap.COLUMNS)),
          TOP + row * ROW);
    }
    legend(below);
    for (int i = 1; i < facts.size(); i++) {
      text(MARGIN, below + LINE * (i + 1), facts.get(i));
    }
    out.append("</svg>\n");
  }

  private void row(List<Cell> cells, int y) {
    text(MARGIN, y + CELL - 2, cells.getFirst().first().toString());
    int start = 0;
    for (int i = 1; i <= cells.size(); i++) {
      if (i == cells.size() || cells.get(i).state() != cells.get(start).state()) {
        State state = cells.get(start).state();
        String range = cells.get(start).first() + "-" + cells.get(i - 1).last();
        rectangle(LEFT + start * CELL, y, (i - start) * CELL, state, range);
        start = i;
      }
    }
  }

  private void legend(int y) {
    List<State> states =
        Stream.of(State.values())
            .filter(state -> map.cells().stream().anyMatch(cell -> cell.state() == state))
            .toList();
    for (int i = 0; i < states.size(); i++) {
      int x = MARGIN + i * LEGEND_STEP;
      rectangle(x, y, CELL, states.get(i), "");
      text(x + CELL + CELL / 2, y + CELL - 2, MapText.meaning(states.get(i)));
    }
  }

  private void rectangle(int x, int y, int width, State state, String range) {
    out.append(
        "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">"
            .formatted(state.name().toLowerCase(Locale.ROOT), x, y, width, CELL));
    if (!range.isEmpty()) {
      out.append("<title>").append(escaped(range + ": " + MapText.meaning(state)));
      out.append("</title>");
    }
    out.append("</rect>\n");
  }

  private void text(int x, int y, String text) {
    out.append("  <text x=\"%d\" y=\"%d\">".formatted(x, y)).append(escaped(text));
    out.append("</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
