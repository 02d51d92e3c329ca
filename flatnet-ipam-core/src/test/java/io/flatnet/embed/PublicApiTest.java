package io.flatnet.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shows that docs/api-ipam-core.md names every public type, and why it is public. */
class PublicApiTest {
  private static final String PACKAGE = "io.flatnet.ipam";
  private static final List<Page.Row> ROWS = Page.read("api-ipam-core.md").rows().toList();

  @Test
  void publicTypes_ofTheModule_areThoseOfThePage() throws IOException {
    assertThat(ROWS.stream().map(Page.Row::name))
        .containsExactlyInAnyOrderElementsOf(publicTypes());
  }

  @Test
  void publicTypes_ofThePage_haveAReasonEach() {
    assertThat(ROWS)
        .allSatisfy(row -> assertThat(row.reason()).as(row.name()).hasSizeGreaterThan(20))
        .extracting(Page.Row::reason)
        .doesNotHaveDuplicates();
  }

  private static List<String> publicTypes() throws IOException {
    Path directory = Consumer.ipamCore().resolve(PACKAGE.replace('.', '/'));
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .map(name -> PACKAGE + "." + name.substring(0, name.length() - ".class".length()))
          .map(PublicApiTest::load)
          .filter(PublicApiTest::isPublic)
          .map(type -> type.getCanonicalName().substring(PACKAGE.length() + 1))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApiTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("cannot load \"" + name + "\"", e);
    }
  }

  /** Whether others can name the type: it is public and so is all that encloses it. */
  private static boolean isPublic(Class<?> type) {
    for (Class<?> level = type; level != null; level = level.getEnclosingClass()) {
      if (!Modifier.isPublic(level.getModifiers()) || type.isAnonymousClass()) {
        return false;
      }
    }
    return true;
  }
}
