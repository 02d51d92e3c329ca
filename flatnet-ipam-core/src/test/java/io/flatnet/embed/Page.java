package io.flatnet.embed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation and the code blocks in it.
 *
 * <p>A block that is checked has a comment on the line above it: {@code <!-- code: NAME -->} or
 * {@code <!-- output: NAME -->}.
 *
 * @param text the page as it stands
 */
record Page(String text) {
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- (\\w+: \\w+) -->\n)?```(\\w*)\n(.*?)```\n", Pattern.DOTALL);

  /** Reads a page of {@code docs/}. */
  static Page read(String name) {
    return new Page(textOf(root().resolve("docs").resolve(name)));
  }

  /** The repository's root. */
  static Path root() {
    return Path.of(System.getProperty("flatnet.root"));
  }

  static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The blocks that are checked, by what the comment says. */
  Map<String, String> checkedBlocks() {
    Map<String, String> blocks = new TreeMap<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        blocks.put(matcher.group(1), matcher.group(3));
      }
    }
    return blocks;
  }

  /** Java blocks that nothing checks. */
  List<String> uncheckedJava() {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1) == null && block.group(2).equals("java"))
        .map(block -> block.group(3))
        .toList();
  }

  /** The first cells of the table rows whose first cell is code. */
  Stream<Row> rows() {
    return Pattern.compile("^\\| `([\\w.]+)` \\| (.*) \\|$", Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(row -> new Row(row.group(1), row.group(2)));
  }

  /**
   * A row of a table.
   *
   * @param name what stands in its first cell, as code
   * @param reason the second cell
   */
  record Row(String name, String reason) {}
}
