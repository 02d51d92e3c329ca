package io.flatnet.lab.docs;

import io.flatnet.lab.docs.MessageTexts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The texts that a page speaks of, and those that need no entry.
 *
 * @param quotes the code of two words or more in the first cells of the page's tables; {@code …} is
 *     anything
 * @param exemptClasses the beginnings of names of classes whose texts need no entry
 * @param exemptTexts whole texts that need none
 */
record Entries(List<String> quotes, List<String> exemptClasses, Set<String> exemptTexts) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String CLASS = "class ";
  private static final int TELLING_LETTERS = 10; // less is in too many messages

  /**
   * Reads both.
   *
   * @param exempt a text a line; one with {@code class } before it is the beginning of the names of
   *     classes, one with {@code //} is a reason
   */
  static Entries read(Path page, Path exempt) throws IOException {
    List<String> lines =
        Files.readAllLines(exempt).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("//"))
            .toList();
    return new Entries(
        Files.readAllLines(page).stream()
            .filter(Entries::isEntry)
            .map(row -> row.split("\\|", -1)[1])
            .flatMap(cell -> CODE.matcher(cell).results())
            .map(code -> code.group(1).strip())
            .filter(code -> code.contains(" "))
            .toList(),
        lines.stream()
            .filter(line -> line.startsWith(CLASS))
            .map(line -> line.substring(CLASS.length()))
            .toList(),
        lines.stream()
            .filter(line -> !line.startsWith(CLASS))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** A row of a table that says something in each of three cells or more. */
  private static boolean isEntry(String row) {
    String[] cells = row.split("\\|", -1);
    return row.startsWith("| ")
        && cells.length >= 5
        && Arrays.stream(cells, 1, cells.length - 1).noneMatch(String::isBlank);
  }

  /** The texts that have no entry and need one. */
  List<Text> without(List<Text> texts) {
    return texts.stream()
        .filter(text -> exemptClasses.stream().noneMatch(text.owner()::startsWith))
        .filter(text -> !exemptTexts.contains(text.text()))
        .filter(text -> quotes.stream().noneMatch(quote -> speaksOf(quote, text.text())))
        .distinct()
        .toList();
  }

  /** What the page or the list of exemptions has, and none of these texts. */
  List<String> unsaid(List<Text> texts) {
    Set<String> said = texts.stream().map(Text::text).collect(Collectors.toSet());
    List<String> unsaid = new ArrayList<>();
    exemptTexts.stream().filter(text -> !said.contains(text)).forEach(unsaid::add);
    exemptClasses.stream()
        .filter(name -> texts.stream().noneMatch(text -> text.owner().startsWith(name)))
        .forEach(unsaid::add);
    quotes.stream()
        .filter(quote -> said.stream().noneMatch(text -> hasIn(quote, text) || hasIn(text, quote)))
        .forEach(unsaid::add);
    return unsaid;
  }

  /** Whether one has the other in it, what is filled in left out. */
  private static boolean speaksOf(String quote, String text) {
    return hasIn(quote, text) || (isTelling(quote) && hasIn(text, quote));
  }

  private static boolean hasIn(String text, String part) {
    return pattern(part).matcher(text).find();
  }

  private static boolean isTelling(String quote) {
    return quote.replace("cannot ", "").chars().filter(Character::isLetter).count()
        >= TELLING_LETTERS;
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("…", -1))
            .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
            .collect(Collectors.joining(".*")));
  }
}
