package io.flatnet.controllers.diagnose;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that are close to one that is not there. Pure. */
public final class Nearest {
  private static final int SHOWN = 3;
  private static final int COMPARED = 10_000;

  private Nearest() {}

  /**
   * The closest names, the closest first, at most 3, and none that is farther than a third of the
   * wanted name's length, or 2. Cost: the product of the lengths, for at most the first 10,000.
   */
  public static List<String> to(String wanted, Collection<String> names) {
    int limit = Math.max(2, wanted.length() / 3);
    return names.stream()
        .limit(COMPARED)
        .distinct()
        .filter(name -> distance(wanted, name) <= limit || isPart(wanted, name))
        .sorted(
            Comparator.<String>comparingInt(name -> distance(wanted, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(SHOWN)
        .toList();
  }

  private static boolean isPart(String wanted, String name) {
    return name.startsWith(wanted + "-") || wanted.startsWith(name + "-");
  }

  /** How many characters are to be put in, taken out or changed (Levenshtein). */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
