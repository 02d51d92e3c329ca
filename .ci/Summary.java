import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private final Map<String, Path> sources = new HashMap<>();
  private final Map<Layer, Count> layers = new EnumMap<>(Layer.class);
  private final List<String> notes = new ArrayList<>();

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
      if (test.getElementsByTagName("failure").getLength() > 0
          || test.getElementsByTagName("error").getLength() > 0) {
        count.failed++;
        notes.add("failed   " + name);
      } else if (test.getElementsByTagName("skipped").getLength() > 0) {
        count.skipped++;
        Element skipped = (Element) test.getElementsByTagName("skipped").item(0);
        notes.add("skipped  " + name + ": " + skipped.getAttribute("message"));
      } else {
        count.passed++;
      }
    }
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
