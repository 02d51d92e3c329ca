package io.flatnet.netlink.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.netlink.Addresses;
import io.flatnet.netlink.Announcer;
import io.flatnet.netlink.DuplicateProbe;
import io.flatnet.netlink.Links;
import io.flatnet.netlink.NamespaceIds;
import io.flatnet.netlink.Neighbours;
import io.flatnet.netlink.NetworkMonitor;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.Routes;
import io.flatnet.netlink.Sysctls;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Shows that docs/embed-netlink.md has the program that is compiled, and every verb. */
class EmbedPageTest {
  private static final List<Class<?>> VERBS =
      List.of(
          Links.class,
          Addresses.class,
          Routes.class,
          Neighbours.class,
          Sysctls.class,
          NetworkNamespace.class,
          NamespaceIds.class,
          NetworkMonitor.class,
          DuplicateProbe.class,
          Announcer.class);

  /** What has no twin: the life of an object, and what it says of itself. */
  private static final Set<String> LIFE =
      Set.of(
          "close", "equals", "hashCode", "toString", "descriptor", "ofDescriptor", "under", "of");

  /** A verb whose name ends with "In" does in another namespace what the one without it does. */
  private static boolean isVerb(Class<?> type, String method) {
    boolean opensSocket = method.equals("open") && type != NetworkNamespace.class;
    boolean elsewhere = method.endsWith("In");
    return !LIFE.contains(method) && !method.equals("ofThread") && !opensSocket && !elsewhere;
  }

  private static Set<String> verbs() {
    Set<String> verbs = new TreeSet<>();
    for (Class<?> type : VERBS) {
      Arrays.stream(type.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
          .filter(method -> isVerb(type, method.getName()))
          .forEach(method -> verbs.add(type.getSimpleName() + "." + method.getName()));
    }
    return verbs;
  }

  @Test
  void program_ofThePage_isTheSourceThatIsCompiled() {
    assertThat(EmbedPage.block("program")).isEqualTo(EmbedPage.read(EmbedPage.programSource()));
  }

  @Test
  void table_ofThePage_hasEveryVerbAndNoOther() {
    assertThat(EmbedPage.verbs().keySet()).containsExactlyInAnyOrderElementsOf(verbs());
  }

  @Test
  void verbs_sayTheirTwinInTheirComment() {
    for (Class<?> type : VERBS) {
      String source =
          EmbedPage.read(
              EmbedPage.mainSources().resolve(type.getName().replace('.', '/') + ".java"));
      Pattern.compile(
              "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public (?:static )?[^(=;{]*?(\\w+)\\(",
              Pattern.DOTALL)
          .matcher(source)
          .results()
          .filter(found -> isVerb(type, found.group(2)))
          .forEach(
              found ->
                  assertThat(found.group(1).replaceAll("\\s*\\*?\\s+", " "))
                      .as(type.getSimpleName() + "." + found.group(2))
                      .containsAnyOf("Equivalent to: ", "no such verb of {@code ip}"));
    }
  }
}
