import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Counts the tests of each layer from the reports of surefire and failsafe. Exits with 1 if a test
 * failed or none ran.
 *
 * <p>The layer of a test class is that of the greatest part in the {@code @Requires} of its source,
 * its superclasses' included.
 */
final class Summary {
  private static final Pattern PART = Pattern.compile("Part\\.([A-Z_]+)");
  private static final Pattern PARENT = Pattern.compile("\\bclass\\s+\\w+[^{]*?\\bextends\\s+(\\w+)");

  enum Layer {
    L1("unit, property"),
    L2("kernel"),
    L3("control plane"),
    L4("kernel lab"),
    L5("node");

    final String title;

    Layer(String title) {
      this.title = title;
    }
  }

  static final class Count {
    int passed;
    int failed;
    int skipped;

    @Override
    public String toString() {
      return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
    }
  }

  /** A case of the matrix: kind, mode, flag, VLAN, family. */
  private static final Pattern NETWORK =
      Pattern.compile("kind=(\\w+), mode=(\\w+), flag=(\\w*), vlan=(\\d+), family=(\\w+), version=");

  private static final int FAILURE_LINES = 15;
  private static final int FAILURE_COLUMNS = 300;

  private static final List<String> PLACES =
      List.of("this kernel, untagged", "second kernel, untagged", "second kernel, VLAN");

  private final Map<String, Path> sources = new HashMap<>();
  private final Map<Layer, Count> layers = new EnumMap<>(Layer.class);
  private final List<String> notes = new ArrayList<>();

  /** Type of the network, then place, then family: how many cases passed, how many there were. */
  private final Map<String, Map<String, Map<String, int[]>>> networks = new LinkedHashMap<>();

  public static void main(String[] args) throws Exception {
    System.exit(new Summary().run(Path.of(args.length == 0 ? "." : args[0])));
  }

  private int run(Path root) throws IOException, ParserConfigurationException, SAXException {
    for (Layer layer : Layer.values()) {
      layers.put(layer, new Count());
    }
    List<Path> reports = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      files.forEach(
          file -> {
            String path = file.toString();
            if (path.contains("/src/test/java/") && path.endsWith(".java")) {
              sources.put(file.getFileName().toString().replace(".java", ""), file);
            } else if (path.matches(".*/(surefire|failsafe)-reports/TEST-[^/]*\\.xml")) {
              reports.add(file);
            }
          });
    }
    for (Path report : reports) {
      read(report);
    }
    return print();
  }

  private void read(Path report) throws IOException, ParserConfigurationException, SAXException {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      String className = test.getAttribute("classname");
      String simpleName = className.substring(className.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
      Count count = layers.get(layer(simpleName));
      String name = simpleName + "." + test.getAttribute("name");
      noteNetwork(simpleName, test);
      String failure = failureOf(test);
      if (failure != null) {
        count.failed++;
        notes.add("failed   " + name + failure);
      } else if (test.getElementsByTagName("skipped").getLength() > 0) {
        count.skipped++;
        Element skipped = (Element) test.getElementsByTagName("skipped").item(0);
        notes.add("skipped  " + name + ": " + skipped.getAttribute("message"));
      } else {
        count.passed++;
      }
    }
  }

  /** The first lines of what a failed test said, each on a line of its own; null if it did not fail. */
  private static String failureOf(Element test) {
    for (String tag : List.of("failure", "error")) {
      if (test.getElementsByTagName(tag).getLength() > 0) {
        return test.getElementsByTagName(tag).item(0).getTextContent().lines()
            .filter(line -> !line.isBlank())
            .limit(FAILURE_LINES)
            .map(line -> "\n           " + line.substring(0, Math.min(line.length(), FAILURE_COLUMNS)))
            .collect(Collectors.joining());
      }
    }
    return null;
  }

  private void noteNetwork(String simpleName, Element test) {
    Matcher network = NETWORK.matcher(test.getAttribute("name"));
    if (network.find()) {
      boolean passed = isPassed(test);
      String place =
          (simpleName.startsWith("SecondKernel") ? "second kernel, " : "this kernel, ")
              + (network.group(4).equals("0") ? "untagged" : "VLAN");
      String type = (network.group(1) + " " + network.group(2) + " " + network.group(3)).strip();
      networks
          .computeIfAbsent(type, t -> new HashMap<>())
          .computeIfAbsent(place, p -> new TreeMap<>())
          .merge(network.group(5), new int[] {passed ? 1 : 0, 1}, Summary::sum);
    }
  }

  private static int[] sum(int[] a, int[] b) {
    return new int[] {a[0] + b[0], a[1] + b[1]};
  }

  private static boolean isPassed(Element test) {
    return Stream.of("failure", "error", "skipped")
        .allMatch(tag -> test.getElementsByTagName(tag).getLength() == 0);
  }

  private void printNetworks() {
    if (networks.isEmpty()) {
      return;
    }
    System.out.printf("%n%-20s", "what ran where");
    PLACES.forEach(place -> System.out.printf("  %-24s", place));
    System.out.println();
    networks.forEach(
        (type, places) -> {
          System.out.printf("%-20s", type);
          for (String place : PLACES) {
            String families =
                places.getOrDefault(place, Map.of()).entrySet().stream()
                    .map(f -> "%s %d/%d".formatted(f.getKey().replace("IPV", "IPv"), f.getValue()[0], f.getValue()[1]))
                    .collect(Collectors.joining(", "));
            System.out.printf("  %-24s", families.isEmpty() ? "-" : families);
          }
          System.out.println();
        });
    System.out.println();
  }

  private Layer layer(String simpleName) throws IOException {
    Path source = sources.get(simpleName);
    if (source == null) {
      return Layer.L1;
    }
    String text = Files.readString(source);
    Layer layer = Layer.L1;
    if (text.contains("@Requires")) {
      Matcher part = PART.matcher(text);
      while (part.find()) {
        Layer of =
            switch (part.group(1)) {
              case "CONTROL_PLANE", "CONTROLLER_MANAGER" -> Layer.L3;
              case "KERNEL_LAB" -> Layer.L4;
              case "NODE" -> Layer.L5;
              default -> Layer.L2;
            };
        layer = of.compareTo(layer) > 0 ? of : layer;
      }
    }
    Matcher parent = PARENT.matcher(text);
    if (parent.find() && !parent.group(1).equals(simpleName)) {
      Layer inherited = layer(parent.group(1));
      layer = inherited.compareTo(layer) > 0 ? inherited : layer;
    }
    return layer;
  }

  private int print() {
    Count total = new Count();
    System.out.println();
    notes.stream().sorted().forEach(System.out::println);
    printNetworks();
    for (Layer layer : Layer.values()) {
      Count count = layers.get(layer);
      System.out.printf("%s %-15s %s%n", layer, layer.title, count);
      total.passed += count.passed;
      total.failed += count.failed;
      total.skipped += count.skipped;
    }
    System.out.println(total);
    return total.failed > 0 || total.passed == 0 ? 1 : 0;
  }
}
