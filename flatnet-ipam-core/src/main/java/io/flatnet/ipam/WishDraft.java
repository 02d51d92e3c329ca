package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The addresses and MACs that a workload asks for as its author wrote them: nothing is parsed.
 *
 * <p>Each text is a list joined by {@code -}; white space around the text and its elements does not
 * matter. Absent, blank and {@code auto} ask for any.
 *
 * @param ipField the path of the first text for findings, as in {@code
 *     spec.template.metadata.annotations[flatnetwork.pandaria.io/ip]}
 * @param ip the addresses
 * @param macField the path of the second text for findings
 * @param mac the MACs, with colons
 */
public record WishDraft(
    String ipField, @Nullable String ip, String macField, @Nullable String mac) {
  private static final String AUTO = "auto";

  /**
   * @throws NullPointerException if a path is null; it names which
   */
  public WishDraft {
    Objects.requireNonNull(ipField, "ipField");
    Objects.requireNonNull(macField, "macField");
  }

  /** The elements of the first text; empty for any. O(n). */
  List<String> addresses() {
    return elements(ip);
  }

  /** The elements of the second text; empty for any. O(n). */
  List<String> macs() {
    return elements(mac);
  }

  private static List<String> elements(@Nullable String text) {
    String list = text == null ? "" : text.strip();
    List<String> elements = new ArrayList<>();
    if (list.isEmpty() || list.equals(AUTO)) {
      return elements;
    }
    for (String element : list.split("-", -1)) {
      elements.add(element.strip());
    }
    return elements;
  }
}
