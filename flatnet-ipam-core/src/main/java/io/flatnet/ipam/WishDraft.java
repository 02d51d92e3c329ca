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
  /**
   * The most characters that a text may have: Kubernetes takes 256 KiB for all annotations of an
   * object together ({@code TotalAnnotationSizeLimitB}).
   */
  public static final int MAX_CHARACTERS = 256 * 1024;

  private static final String AUTO = "auto";

  /**
   * @throws NullPointerException if a path is null; it names which
   */
  public WishDraft {
    Objects.requireNonNull(ipField, "ipField");
    Objects.requireNonNull(macField, "macField");
  }

  /**
   * The addresses that can be read, each once; the others are left out, and so are all of a text
   * that is longer than {@link #MAX_CHARACTERS}. O(n log n).
   */
  public RangeSet addresses() {
    List<IpRange> addresses = new ArrayList<>();
    if (ip == null || ip.length() <= MAX_CHARACTERS) {
      List<Finding> unread = new ArrayList<>();
      for (String element : elements(ip)) {
        IpAddress address = SubnetReader.address(ipField, element, unread);
        if (address != null) {
          addresses.add(IpRange.of(address));
        }
      }
    }
    return RangeSet.copyOf(addresses);
  }

  /** The elements of a list; empty for any. O(n). */
  static List<String> elements(@Nullable String text) {
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
