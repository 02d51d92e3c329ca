package io.flatnet.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.EventReasons;
import io.flatnet.lab.docs.MessageTexts.Text;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/**
 * Every text of the programs that people can meet has an entry in {@code docs/troubleshoot.md},
 * found by that text. What needs none stands in {@code texts-without-entry.txt}, with the reason.
 */
class MessagesTest {
  private static final Path PAGE = Page.ROOT.resolve("docs/troubleshoot.md");
  private static final Path EXEMPT =
      Page.ROOT.resolve("distribution/lab/src/test/resources/texts-without-entry.txt");
  private static final Path CHARTS = Page.ROOT.resolve("distribution/charts");
  private static final Pattern LAUNCHER =
      Pattern.compile("fail(?:_errno)?\\(CNI_[A-Z_]+,\\s*\"([^\"]+)\"");
  private static final Pattern CHART = Pattern.compile("fail \\(?(?:printf )?\"([^\"]+)\"");
  private static final Pattern SCRIPT = Pattern.compile("echo \"(cannot [^\"]+)\"");

  @TempDir Path directory;

  static Stream<String> modules() {
    return Stream.of(
        "flatnet-ipam-core",
        "flatnet-netlink",
        "flatnet-api",
        "flatnet-controllers",
        "flatnet-webhook",
        "flatnet-cni-main",
        "distribution/operator",
        "distribution/node");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void texts_ofAModule_allHaveAnEntry(String module) throws IOException {
    assertAllHaveAnEntry(ofModule(module));
  }

  @Test
  void texts_ofTheLauncherChartsAndWrapper_allHaveAnEntry() throws IOException {
    assertAllHaveAnEntry(ofOthers());
  }

  @Test
  void entriesAndExemptions_areAllSaidByAProgram() throws IOException {
    List<Text> all = new ArrayList<>(ofOthers());
    for (String module : modules().toList()) {
      all.addAll(ofModule(module));
    }

    assertThat(Entries.read(PAGE, EXEMPT).unsaid(all)).isEmpty();
  }

  @Test
  void reasons_ofEvents_allHaveARow() throws IOException, IllegalAccessException {
    String page = Files.readString(PAGE);
    List<String> missing = new ArrayList<>();
    for (Field field : EventReasons.class.getFields()) {
      String reason = String.valueOf(field.get(null));
      if (Modifier.isStatic(field.getModifiers())
          && !Pattern.compile("(?m)^\\| [^|]*`" + reason + "`").matcher(page).find()) {
        missing.add(reason);
      }
    }

    assertThat(EventReasons.class.getFields()).isNotEmpty();
    assertThat(missing).isEmpty();
  }

  @Test
  void without_whenAProgramSaysSomethingNew_namesIt() throws Exception {
    Path page = directory.resolve("page.md");
    Path exempt = directory.resolve("exempt.txt");
    Files.writeString(
        page,
        """
        | message | meaning | what to do |
        |---|---|---|
        | `cannot open the "…": it is shut` | | |
        | `the gate is … m high`, `the house is … wide` | how large it is | `climb over the fence` |
        """);
    Files.writeString(exempt, "// nobody sees it\nlook the other way\n");

    Path sample = Path.of(Sample.class.getResource("MessagesTest$Sample.class").toURI());
    Entries entries = Entries.read(page, exempt);
    assertThat(entries.without(MessageTexts.below(sample)))
        .extracting(Text::text)
        .containsExactly(
            "a gate of … is left open",
            "cannot open the \"…\": it is shut",
            "climb over the fence");
    assertThat(entries.unsaid(MessageTexts.below(sample))).containsExactly("the house is … wide");
  }

  private static void assertAllHaveAnEntry(List<Text> texts) throws IOException {
    assertThat(texts).isNotEmpty();
    assertThat(Entries.read(PAGE, EXEMPT).without(texts))
        .as("give it a row in %s, or a line with its reason in %s", PAGE, EXEMPT)
        .isEmpty();
  }

  private static List<Text> ofModule(String module) throws IOException {
    return MessageTexts.below(Page.ROOT.resolve(module).resolve("target/classes"));
  }

  private static List<Text> ofOthers() throws IOException {
    List<Text> texts = new ArrayList<>();
    texts.addAll(
        MessageTexts.of(Page.ROOT.resolve("flatnet-cni-main/src/main/c/flatnet-cni.c"), LAUNCHER));
    texts.addAll(
        MessageTexts.of(CHARTS.resolve("rancher-flat-network/templates/checks.yaml"), CHART));
    texts.addAll(MessageTexts.of(CHARTS.resolveSibling("kubectl-flatnet"), SCRIPT));
    texts.addAll(MessageTexts.of(CHARTS.resolveSibling("rancher-flat-network-migrator"), SCRIPT));
    return texts;
  }

  /** Says things. */
  static final class Sample {
    private final Logger log;

    Sample(Logger log) {
      this.log = log;
    }

    String open(String thing, int height) {
      log.info("all of {} gates are shut", thing);
      log.warn("a gate of {} is left open", thing);
      if (thing.isEmpty()) {
        return "cannot open the \"" + thing + "\": it is shut";
      }
      return height > 1
          ? String.format(Locale.ROOT, "the gate is %d m high", height)
          : "climb over the fence".concat("look the other way");
    }
  }
}
