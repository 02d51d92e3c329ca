package io.flatnet.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Shows that who embeds the module gets nothing else with it. */
class DependenciesTest {
  @Test
  void jdeps_ofTheModule_namesJavaBaseAlone() {
    assertThat(jdeps("--print-module-deps", "--ignore-missing-deps", ipamCore()))
        .containsExactly("java.base");
  }

  @Test
  void jdeps_ofTheClasses_namesNoPackageButJavasAndTheAnnotations() {
    List<String> foreign =
        jdeps("-verbose:package", "--ignore-missing-deps", ipamCore()).stream()
            .filter(line -> line.startsWith("   io.flatnet.ipam"))
            .map(line -> line.replaceFirst("^.*-> (\\S+).*$", "$1"))
            .filter(name -> !name.startsWith("java."))
            .toList();

    assertThat(foreign).containsExactly("org.jspecify.annotations");
  }

  private static String ipamCore() {
    return Consumer.ipamCore().toString();
  }

  private static List<String> jdeps(String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status = ToolProvider.findFirst("jdeps").orElseThrow().run(out, out, arguments);
    assertThat(status).as("jdeps %s: %s", Arrays.toString(arguments), said).isZero();
    return said.toString().lines().toList();
  }
}
