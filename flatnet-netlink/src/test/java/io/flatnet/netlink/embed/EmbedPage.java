package io.flatnet.netlink.embed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page docs/embed-netlink.md: its two blocks and its table of verbs. */
final class EmbedPage {
  static final String PROGRAM = "MacvlanInNamespace";
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root"));
  private static final String TEXT = read(ROOT.resolve("docs/embed-netlink.md"));

  private EmbedPage() {}

  /** The block below {@code <!-- NAME -->}. */
  static String block(String name) {
    Matcher block =
        Pattern.compile("<!-- " + name + " -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL).matcher(TEXT);
    if (!block.find()) {
      throw new AssertionError("the page has no block \"" + name + "\"");
    }
    return block.group(1);
  }

  /** What other tools call each verb, by the verb. */
  static Map<String, String> verbs() {
    return Pattern.compile("^\\| `(\\w+\\.\\w+)` \\| (.+) \\|$", Pattern.MULTILINE)
        .matcher(TEXT)
        .results()
        .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
  }

  static Path programSource() {
    return testSources().resolve("com/example/links").resolve(PROGRAM + ".java");
  }

  static Path testSources() {
    return ROOT.resolve("flatnet-netlink/src/test/java");
  }

  static Path mainSources() {
    return ROOT.resolve("flatnet-netlink/src/main/java");
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
