package io.flatnet.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the demo shows at its end.
 *
 * @param denied what the webhook did not let in; null without a webhook
 * @param seconds from the start of the command to the end of its cleaning up
 */
record DemoReport(List<PodRow> pods, @Nullable Denial denied, double seconds) {

  DemoReport {
    pods = List.copyOf(pods);
    if (seconds < 0) {
      throw new IllegalArgumentException("cannot report \"" + seconds + "\" seconds: negative");
    }
  }

  /** The report as one line of JSON. */
  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("cannot write the report as JSON", impossible);
    }
  }

  /** The pods as a table, columns as wide as their content. */
  static String table(List<PodRow> pods) {
    List<Column> columns =
        List.of(
            Column.of("POD", pods, pod -> pod.namespace() + "/" + pod.name()),
            Column.of("SUBNET", pods, PodRow::subnet),
            Column.of("ADDRESS", pods, PodRow::address),
            Column.of("MAC", pods, PodRow::mac),
            Column.of("INTERFACE", pods, PodRow::interfaceName),
            Column.of("PING", pods, PodRow::ping));
    StringBuilder text = new StringBuilder();
    for (int row = 0; row <= pods.size(); row++) {
      StringBuilder line = new StringBuilder();
      for (Column column : columns) {
        line.append(column.cell(row));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private record Column(List<String> cells, int width) {
    static Column of(String title, List<PodRow> pods, Function<PodRow, String> cell) {
      List<String> cells = Stream.concat(Stream.of(title), pods.stream().map(cell)).toList();
      return new Column(cells, cells.stream().mapToInt(String::length).max().orElse(0) + 2);
    }

    String cell(int row) {
      String text = cells.get(row);
      return text + " ".repeat(width - text.length());
    }
  }
}
