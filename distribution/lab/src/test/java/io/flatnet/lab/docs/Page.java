package io.flatnet.lab.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page in Markdown, as far as links and headings go.
 *
 * @param file where it is
 * @param prose its lines without fenced and indented blocks
 */
record Page(Path file, List<String> prose) {
  /** The root of the repository. */
  static final Path ROOT =
      Path.of(System.getProperty("flatnet.root", ".")).toAbsolutePath().normalize();

  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]*)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern LINKED_TEXT = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

  /** Reads a page. */
  static Page read(Path file) throws IOException {
    List<String> prose = new ArrayList<>();
    boolean fenced = false;
    boolean indented = false;
    String before = "";
    for (String line : Files.readAllLines(file)) {
      if (line.stripLeading().startsWith("```")) {
        fenced = !fenced;
      } else if (!fenced) {
        indented = line.startsWith("    ") && (indented || before.isBlank());
        if (!indented) {
          prose.add(line);
        }
      }
      before = line;
    }
    return new Page(file, List.copyOf(prose));
  }

  /** All pages below a directory, but for what a build wrote. */
  static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> Stream.of("target", ".git").noneMatch(name -> has(directory, file, name)))
          .sorted()
          .toList();
    }
  }

  private static boolean has(Path directory, Path file, String name) {
    return Stream.of(directory.relativize(file).toString().split("/", -1)).anyMatch(name::equals);
  }

  /** The targets of its links and pictures, as they are written. */
  List<String> links() {
    return prose.stream()
        .map(line -> CODE.matcher(line).replaceAll("code"))
        .flatMap(line -> LINK.matcher(line).results())
        .map(link -> link.group(1))
        .toList();
  }

  /** The anchors of its headings, as GitHub makes them. */
  Set<String> anchors() {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new HashSet<>();
    for (String line : prose) {
      if (line.matches("#{1,6} .*")) {
        String name = anchor(line.substring(line.indexOf(' ') + 1));
        int times = seen.merge(name, 1, Integer::sum);
        anchors.add(times == 1 ? name : name + "-" + (times - 1));
      }
    }
    return anchors;
  }

  private static String anchor(String heading) {
    Matcher links = LINKED_TEXT.matcher(heading);
    return links
        .replaceAll("$1")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }
}
