package io.flatnet.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows that the documentation tool finds no fault in the module, examples included.
 *
 * <p>The house wants a comment on every public type and method, and no tag that says its first
 * sentence again; the members of a record are said by the record.
 */
class JavadocTest {
  private static final Pattern TAG_LEFT_OUT =
      Pattern.compile("warning: (no @param for .*|no @return|no main description)");
  private static final Pattern SAID_ELSEWHERE = // a record's constructor, a serialized field
      Pattern.compile("\\s*(public \\w+ \\{|private .*)");

  @TempDir Path directory;

  @Test
  void javadoc_ofTheModule_hasNoFault() throws Exception {
    Path module = Page.root().resolve("flatnet-ipam-core/src");
    Path annotations =
        Path.of(NullMarked.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);

    int status =
        ToolProvider.findFirst("javadoc")
            .orElseThrow()
            .run(
                out,
                out,
                "-quiet",
                "-Xmaxwarns",
                "10000",
                "-Xdoclint:all",
                "--module-path",
                annotations.toString(),
                "--snippet-path",
                module.resolve("test/java").toString(),
                "-d",
                directory.toString(),
                "--module-source-path",
                "io.flatnet.ipam=" + module.resolve("main/java"),
                "--module",
                "io.flatnet.ipam");

    assertThat(faults(said.toString().lines().toList())).isEmpty();
    assertThat(status).isZero();
    assertThat(directory.resolve("io.flatnet.ipam/io/flatnet/ipam/package-summary.html"))
        .content()
        .contains("public static void main");
  }

  /** A fault has its place, the line of source and a mark below it; the last line is the count. */
  private static List<String> faults(List<String> said) {
    return IntStream.range(0, said.size())
        .filter(i -> said.get(i).contains(": warning: ") || said.get(i).contains("error: "))
        .filter(i -> !TAG_LEFT_OUT.matcher(said.get(i)).find())
        .filter(
            i ->
                !said.get(i).endsWith("warning: no comment")
                    || !SAID_ELSEWHERE.matcher(said.get(i + 1)).matches())
        .mapToObj(said::get)
        .toList();
  }
}
