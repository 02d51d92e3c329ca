package io.flatnet.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the program and the recipes of docs/embed-ipam-core.md do what the page says. */
class EmbedPageTest {
  private static final String PROGRAM = "Embedding";
  private static final Page PAGE = Page.read("embed-ipam-core.md");
  private static final Map<String, String> BLOCKS = PAGE.checkedBlocks();

  @TempDir Path directory;

  @Test
  void program_ofThePage_isTheSourceThatIsCompiled() {
    assertThat(BLOCKS.get("code: " + PROGRAM)).isEqualTo(Page.textOf(Consumer.source(PROGRAM)));
  }

  @Test
  void program_onTheModulePathAlone_compilesAndPrintsWhatThePageShows() throws Exception {
    Consumer consumer = new Consumer(directory);

    assertThat(consumer.compile(Consumer.source(PROGRAM))).isEmpty();
    assertThat(consumer.run(PROGRAM)).isEqualTo(BLOCKS.get("output: " + PROGRAM));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void recipe_ofThePage_isTheSourceThatIsCompiled(Method recipe) {
    assertThat(BLOCKS.get("code: " + recipe.getName()))
        .isEqualTo(Consumer.region(Consumer.source("Recipes"), recipe.getName()));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void recipe_whenRun_printsWhatThePageShows(Method recipe) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8)) {
      recipe.setAccessible(true);
      recipe.invoke(null, out);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo(BLOCKS.get("output: " + recipe.getName()));
  }

  @Test
  void blocks_ofThePage_areAllChecked() {
    assertThat(PAGE.uncheckedJava()).isEmpty();
    assertThat(BLOCKS).hasSize(2 * (1 + Math.toIntExact(recipes().count())));
  }

  static Stream<Method> recipes() {
    try {
      return Stream.of(Class.forName("com.example.addresses.Recipes").getDeclaredMethods())
          .filter(method -> !method.isSynthetic());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
