package io.flatnet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Shows what is in the jars of each library, and what its POM tells. */
class ArtifactsIT {
  private static final boolean REQUIRE_ALL =
      Boolean.parseBoolean(System.getenv("FLATNET_REQUIRE_ALL"));
  private static final Set<String> SCOPES = Set.of("test", "provided");

  @ParameterizedTest
  @EnumSource
  void jar_ofALibrary_holdsItsOwnPackagesAlone(Library library) throws Exception {
    String folder = library.module().replace('.', '/') + "/";

    assertThat(names(library.built(".jar"), name -> name.endsWith(".class")))
        .contains(folder + "package-info.class")
        .allMatch(name -> name.startsWith(folder) || name.equals("module-info.class"));
    assertThat(names(library.built(".jar"), name -> name.endsWith(".jar"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void module_ofALibrary_hasItsNameAndExportsItsApi(Library library) throws Exception {
    ModuleDescriptor module =
        ModuleFinder.of(library.built(".jar")).findAll().iterator().next().descriptor();

    assertThat(module.name()).isEqualTo(library.module());
    assertThat(module.isAutomatic()).isNotEqualTo(library.isExplicit());
    if (library.isExplicit()) {
      assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
          .containsExactlyInAnyOrderElementsOf(library.apiPackages());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sources_ofALibrary_areThoseOfEachClass(Library library) throws Exception {
    Path sources = built(library, "-sources.jar", true);
    List<String> types =
        names(library.built(".jar"), name -> name.endsWith(".class") && !name.contains("$"));

    assertThat(names(sources, name -> name.endsWith(".java")))
        .containsAll(types.stream().map(name -> name.replace(".class", ".java")).toList());
  }

  @ParameterizedTest
  @EnumSource
  void javadoc_ofALibrary_hasAPageForEachPublicPackage(Library library) throws Exception {
    boolean made = Boolean.getBoolean("flatnet.javadoc");
    Path javadoc = built(library, "-javadoc.jar", made);
    List<String> pages = names(javadoc, name -> name.endsWith("/package-summary.html"));

    assertThat(packages(library))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(pages).anyMatch(page -> page.endsWith(name + "/package-summary.html")));
    assertThat(pages).noneMatch(page -> page.contains("/internal/"));
  }

  @ParameterizedTest
  @EnumSource
  void pom_ofALibrary_saysWhatItIsAndAsksForNothingOfTheTests(Library library) throws Exception {
    Element project = pom(library.folder().resolve("pom.xml"));

    assertThat(text(project, "name")).isEqualTo(library.id());
    assertThat(text(project, "description")).endsWith(".");
    List<Element> dependencies =
        children(children(project, "dependencies").getFirst(), "dependency");
    assertThat(dependencies.stream().filter(ArtifactsIT::isForEmbedders))
        .isNotEmpty()
        .noneMatch(dependency -> text(dependency, "artifactId").matches(".*(test|logback|jdk14).*"))
        .filteredOn(dependency -> text(dependency, "groupId").equals("io.flatnet"))
        .extracting(dependency -> text(dependency, "artifactId"))
        .isSubsetOf(Stream.of(Library.values()).map(Library::id).toList());
  }

  @Test
  void billOfMaterials_hasEachLibrary() throws Exception {
    Element bom = pom(Library.ROOT.resolve("flatnet-bom/pom.xml"));
    Element managed =
        children(children(bom, "dependencyManagement").getFirst(), "dependencies").getFirst();

    assertThat(children(bom, "parent")).isEmpty();
    assertThat(text(bom, "version")).isEqualTo(Library.VERSION);
    assertThat(
            children(managed, "dependency").stream()
                .map(dependency -> text(dependency, "artifactId")))
        .containsExactlyInAnyOrderElementsOf(Stream.of(Library.values()).map(Library::id).toList());
  }

  /** A jar that this build makes unless tests are named; skipped where it was left out. */
  private static Path built(Library library, String ending, boolean made) {
    Path jar = library.built(ending);
    if (!Files.exists(jar)) {
      assumeTrue(
          REQUIRE_ALL || made,
          () -> jar.getFileName() + " is not made: run Maven itself by a JDK 25");
    }
    assertThat(jar).as("made by mvn verify without -Dtest, or with -Psources,javadoc").exists();
    return jar;
  }

  private static Set<String> packages(Library library) throws IOException {
    return names(library.built(".jar"), name -> name.endsWith("/package-info.class")).stream()
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .filter(name -> !name.endsWith("/internal"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> names(Path jar, Predicate<String> wanted) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(JarEntry::getName).filter(wanted).toList();
    }
  }

  private static boolean isForEmbedders(Element dependency) {
    return children(dependency, "scope").stream()
        .noneMatch(scope -> SCOPES.contains(scope.getTextContent()));
  }

  private static Element pom(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
      return document.getDocumentElement();
    }
  }

  private static String text(Element parent, String name) {
    return children(parent, name).stream().map(Node::getTextContent).findFirst().orElse("");
  }

  private static List<Element> children(Element parent, String name) {
    return Stream.iterate(
            parent.getFirstChild(), child -> child != null, child -> child.getNextSibling())
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .filter(child -> child.getTagName().equals(name))
        .toList();
  }
}
