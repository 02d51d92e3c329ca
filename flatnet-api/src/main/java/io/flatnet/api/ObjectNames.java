package io.flatnet.api;

/** What the API server takes as an object's name. */
public final class ObjectNames {
  private static final int MAX_CHARACTERS = 253;

  private ObjectNames() {}

  /**
   * Whether a text is a DNS subdomain (RFC 1123, as Kubernetes reads it): labels of lower-case
   * letters, digits and {@code -} that begin and end with a letter or digit, joined by {@code .};
   * at most 253 characters.
   *
   * <p>What is not must not get into the path of a request: {@code name/status} would be another
   * resource there.
   */
  public static boolean isLegal(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return false;
    }
    for (String label : text.split("\\.", -1)) {
      if (label.isEmpty()
          || label.startsWith("-")
          || label.endsWith("-")
          || !label.chars().allMatch(ObjectNames::isLabelCharacter)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLabelCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }
}
