package io.flatnet.operator.terminal;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.google.gson.JsonObject;
import io.flatnet.controllers.migrate.BackupObject;
import io.flatnet.controllers.migrate.Change;
import io.flatnet.controllers.migrate.YamlText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A change as a unified diff of YAML, without what API servers set. Pure. */
final class ChangeText {
  private static final int CONTEXT_LINES = 3;
  private static final String NOTHING = "/dev/null";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String CYAN = "\u001b[36m";
  private static final String BOLD = "\u001b[1m";
  private static final String RESET = "\u001b[0m";

  private ChangeText() {}

  /** The lines, each with its line feed; the notes are before the diff. */
  static String of(Change change, boolean coloured) {
    List<String> before = lines(change.before());
    List<String> after = lines(change.after());
    String name = change.type().kind() + "/" + change.key();
    List<String> diff =
        UnifiedDiffUtils.generateUnifiedDiff(
            change.before() == null ? NOTHING : name,
            name,
            before,
            DiffUtils.diff(before, after),
            CONTEXT_LINES);
    String notes =
        change.notes().stream()
            .map(note -> "# " + name + ": " + note + "\n")
            .collect(Collectors.joining());
    return notes
        + diff.stream()
            .map(line -> (coloured ? coloured(line) : line) + "\n")
            .collect(Collectors.joining());
  }

  private static List<String> lines(@Nullable JsonObject object) {
    return object == null ? List.of() : YamlText.of(BackupObject.of(object)).lines().toList();
  }

  private static String coloured(String line) {
    if (line.startsWith("--- ") || line.startsWith("+++ ")) {
      return BOLD + line + RESET;
    }
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '-' -> RED + line + RESET;
      case '+' -> GREEN + line + RESET;
      case '@' -> CYAN + line + RESET;
      default -> line;
    };
  }
}
