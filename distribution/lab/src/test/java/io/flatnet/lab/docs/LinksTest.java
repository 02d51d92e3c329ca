package io.flatnet.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every relative link of every page leads to a file of the repository, or to a heading. */
class LinksTest {
  @TempDir Path directory;

  @Test
  void pages_ofTheRepository_haveNoDeadLink() throws IOException {
    List<Path> pages = Page.below(Page.ROOT);
    List<String> links = new ArrayList<>();
    for (Path page : pages) {
      links.addAll(Page.read(page).links());
    }

    assertThat(pages).contains(Page.ROOT.resolve("README.md"));
    assertThat(links).contains("docs/architecture.md", "../README.md");
    assertThat(dead(Page.ROOT)).isEmpty();
  }

  @Test
  void dead_whenFileHeadingOrPlaceIsWrong_namesPageAndLink() throws IOException {
    Files.writeString(
        directory.resolve("a.md"),
        """
        # One
        ## What `it` does: a [page](b.md)
        ## One
        [good](b.md) ![good](b.md#two) [good](#what-it-does-a-page) [good](#one-1) [good](https://example.org/none)
        [no file](c.md) [no heading](b.md#three) [no heading here](#one-2) [outside](../a.md) `[code](d.md)`

            [block](e.md)

        ```
        [fence](f.md)
        ```
        """);
    Files.writeString(directory.resolve("b.md"), "# Two\n\n    # Three\n");

    assertThat(dead(directory))
        .containsExactly("a.md: (c.md)", "a.md: (b.md#three)", "a.md: (#one-2)", "a.md: (../a.md)");
  }

  private static List<String> dead(Path root) throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path file : Page.below(root)) {
      for (String link : Page.read(file).links()) {
        if (!link.matches("[a-z]+:.*") && !leadsSomewhere(root, file, link)) {
          dead.add(root.relativize(file) + ": (" + link + ")");
        }
      }
    }
    return dead;
  }

  private static boolean leadsSomewhere(Path root, Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    if (!target.startsWith(root) || !Files.exists(target)) {
      return false;
    }
    return hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1));
  }
}
