package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for people has every error of the plugin, with cause and cure. */
class PluginErrorTest {
  private static final Path PAGE =
      Path.of(System.getProperty("flatnet.root", ".."), "docs", "troubleshoot.md");

  @ParameterizedTest
  @EnumSource(PluginError.class)
  void page_hasARowWithCauseAndCure(PluginError error) throws IOException {
    String start = "| %d | %s | ".formatted(error.code(), error.name());

    assertThat(Files.readAllLines(PAGE))
        .filteredOn(line -> line.startsWith(start))
        .singleElement()
        .satisfies(row -> assertThat(row.split("\\|", -1)).hasSize(7).noneMatch(" "::equals));
  }

  @Test
  void codes_areOfPluginsAndDistinct() {
    assertThat(Arrays.stream(PluginError.values()).map(PluginError::code))
        .allMatch(code -> code >= 100)
        .doesNotHaveDuplicates();
  }
}
