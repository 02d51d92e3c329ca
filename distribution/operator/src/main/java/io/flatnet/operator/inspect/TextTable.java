package io.flatnet.operator.inspect;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Columns as kubectl writes them: a heading in capitals, three spaces between. */
final class TextTable {
  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Integer> numbers;

  /**
   * A table.
   *
   * @param numbers the columns that are set to the right
   */
  TextTable(List<String> headings, Set<Integer> numbers) {
    this.numbers = numbers;
    rows.add(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  void add(List<String> cells) {
    rows.add(cells);
  }

  /** Writes it; lines do not end with spaces. */
  void print(PrintWriter out) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - width(row.get(i)));
        line.append(i == 0 ? "" : GAP)
            .append(numbers.contains(i) ? pad + row.get(i) : row.get(i) + pad);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** How many cells of a terminal a text takes: colours take none. */
  private static int width(String text) {
    return text.replaceAll("\u001b\\[[0-9]*m", "").length();
  }
}
