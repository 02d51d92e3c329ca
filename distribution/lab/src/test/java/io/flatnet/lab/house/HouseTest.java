package io.flatnet.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Shows that the modules use each other, and libraries, only along the arrows of the house. */
class HouseTest {
  private static final String CORE = "flatnet-ipam-core";
  private static final String NETLINK = "flatnet-netlink";
  private static final String API = "flatnet-api";
  private static final String CONTROLLERS = "flatnet-controllers";
  private static final String WEBHOOK = "flatnet-webhook";
  private static final String CNI = "flatnet-cni-main";

  private static final List<String> PATHS =
      List.of(
          CORE,
          NETLINK,
          API,
          CONTROLLERS,
          WEBHOOK,
          CNI,
          "distribution/test-cluster",
          "distribution/apiserver",
          "distribution/operator",
          "distribution/node",
          "distribution/charts",
          "distribution/images",
          "distribution/artifacts",
          "distribution/lab");

  /** Which modules of the house a module may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry(CORE, Set.of()),
          Map.entry(NETLINK, Set.of(CORE)),
          Map.entry(API, Set.of(CORE)),
          Map.entry(CONTROLLERS, Set.of(API, CORE)),
          Map.entry(WEBHOOK, Set.of(API, CORE)),
          Map.entry(CNI, Set.of(API, CORE, NETLINK)),
          Map.entry("test-cluster", Set.of()),
          Map.entry("apiserver", Set.of()),
          Map.entry("operator", Set.of(CONTROLLERS, WEBHOOK, API, CORE)),
          Map.entry("node", Set.of(CNI, API, CORE, NETLINK)),
          Map.entry("charts", Set.of()),
          Map.entry("images", Set.of()),
          Map.entry("artifacts", Set.of()),
          Map.entry(
              "lab",
              Set.of(CORE, NETLINK, API, CONTROLLERS, WEBHOOK, CNI, "test-cluster", "apiserver")));

  private static final Set<String> JDK = Set.of("java.", "javax.", "jdk.", "org.w3c.", "org.xml.");
  private static final Set<String> CLIENT =
      Set.of("io.kubernetes.client.", "com.google.gson.", "okhttp3.", "okio.");

  /** Packages of libraries that a library module may use beside the JDK and JSpecify. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          CORE,
          Set.of(),
          NETLINK,
          Set.of("org.slf4j."),
          API,
          union(
              CLIENT,
              // Immutables' generated code carries the last one.
              Set.of(
                  "com.fasterxml.jackson.",
                  "org.immutables.value.",
                  "com.google.errorprone.annotations.")),
          CONTROLLERS,
          // Backups are YAML.
          union(CLIENT, Set.of("com.fasterxml.jackson.", "org.slf4j.", "org.yaml.snakeyaml.")),
          WEBHOOK,
          // Its server, and the keys and certificates that it shows.
          union(
              CLIENT,
              Set.of(
                  "com.fasterxml.jackson.",
                  "org.slf4j.",
                  "org.eclipse.jetty.",
                  "org.bouncycastle.")),
          CNI,
          // Nothing of the official client: an agent is on every node, and is to be small.
          Set.of(
              "com.fasterxml.jackson.",
              "org.slf4j.",
              "org.yaml.snakeyaml.",
              "org.apache.hc.core5."));

  private static List<HouseModule> house = List.of();

  @BeforeAll
  static void readTheHouse() {
    Path root = Path.of(System.getProperty("flatnet.root"));
    house = PATHS.stream().map(path -> HouseModule.read(root, path)).toList();
  }

  @Test
  void modules_ofTheReactor_areAllCompiled() {
    assertThat(house)
        .allSatisfy(module -> assertThat(module.allClasses()).as(module.name()).isNotEmpty());
  }

  @Test
  void modules_useOnlyTheModulesBelowThem() {
    assertThat(house.stream().flatMap(module -> against(module, ARROWS))).isEmpty();
  }

  @Test
  void arrows_whenOneIsTakenAway_areReported() {
    HouseModule netlink = module(NETLINK);

    assertThat(against(netlink, Map.of(NETLINK, Set.of())))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("io.flatnet.netlink") && line.contains(CORE));
  }

  @Test
  void libraryModules_useOnlyTheirLibraries() {
    assertThat(LIBRARIES.keySet().stream().map(HouseTest::module).flatMap(HouseTest::foreignUses))
        .isEmpty();
  }

  @Test
  void internalPackages_areUsedOnlyInTheirModule() {
    assertThat(
            house.stream()
                .flatMap(module -> module.edges().stream())
                .filter(edge -> edge.target().startsWith("io.flatnet."))
                .filter(edge -> (edge.targetPackage() + ".").contains(".internal."))
                .map(edge -> edge.origin() + " uses " + edge.target()))
        .isEmpty();
  }

  @Test
  void packages_ofTheHouse_areInOneModuleEach() {
    Map<String, Set<String>> homes =
        house.stream()
            .flatMap(
                module ->
                    module.classes().stream()
                        .map(type -> Map.entry(type.getPackageName(), module.name())))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));

    assertThat(homes).allSatisfy((name, modules) -> assertThat(modules).as(name).hasSize(1));
  }

  @Test
  void packages_areNullMarked() {
    assertThat(house.stream().flatMap(HouseTest::packagesWithoutMark)).isEmpty();
  }

  private static HouseModule module(String name) {
    return house.stream().filter(module -> module.name().equals(name)).findFirst().orElseThrow();
  }

  private static Stream<String> against(HouseModule module, Map<String, Set<String>> arrows) {
    Set<String> allowed = arrows.getOrDefault(module.name(), Set.of());
    return house.stream()
        .filter(other -> !other.name().equals(module.name()) && !allowed.contains(other.name()))
        .flatMap(
            other ->
                module.edges().stream()
                    .filter(edge -> other.classes().contain(edge.target()))
                    .map(edge -> edge.origin() + " uses " + edge.target() + " of " + other.name()));
  }

  private static Stream<String> foreignUses(HouseModule module) {
    Set<String> allowed =
        union(
            union(JDK, Set.of("io.flatnet.", "org.jspecify.")),
            LIBRARIES.getOrDefault(module.name(), Set.of()));
    return module.edges().stream()
        .filter(edge -> allowed.stream().noneMatch(edge.target()::startsWith))
        .map(edge -> edge.origin() + " uses " + edge.target())
        .distinct();
  }

  private static Stream<String> packagesWithoutMark(HouseModule module) {
    Set<String> marked = new TreeSet<>();
    Set<String> all = new TreeSet<>();
    module
        .allClasses()
        .map(JavaClass::getPackage)
        .forEach(
            owned -> {
              all.add(owned.getName());
              if (isMarked(owned)) {
                marked.add(owned.getName());
              }
            });
    all.removeAll(marked);
    all.remove(""); // module-info is a class of the unnamed package
    return all.stream().map(name -> module.name() + ": " + name);
  }

  private static boolean isMarked(JavaPackage owned) {
    return owned
        .tryGetPackageInfo()
        .map(info -> info.isAnnotatedWith(NullMarked.class))
        .orElse(false);
  }

  private static Set<String> union(Set<String> left, Set<String> right) {
    return Stream.concat(left.stream(), right.stream()).collect(Collectors.toUnmodifiableSet());
  }
}
