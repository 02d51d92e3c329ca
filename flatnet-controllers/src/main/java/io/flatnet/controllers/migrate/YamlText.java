package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * JSON trees as YAML that every reader takes for the same tree: YAML 1.1's, 1.2's and Kubernetes'.
 * Text is plain only where no reader could see a number, a truth value, a time or nothing in it;
 * else it is a JSON string, which is YAML too. Pure.
 */
public final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("(-?[0-9]+)(\\.[0-9]+)?(?:[eE]([-+]?)([0-9]+))?");
  private static final Set<String> RESERVED =
      Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf", "_");
  private static final String INDENT = "  ";
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int DELETE = 0x7f;
  private static final int LAST_CONTROL = 0x9f;

  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  /** The tree as lines in block style, each with its line feed. */
  public static String of(JsonObject object) {
    YamlText text = new YamlText();
    text.block(object, "");
    return text.out.toString();
  }

  private void block(JsonElement element, String indent) {
    switch (element) {
      case JsonObject object when !object.isEmpty() -> {
        for (Map.Entry<String, JsonElement> member : object.entrySet()) {
          out.append(indent).append(text(member.getKey())).append(':');
          value(member.getValue(), indent);
        }
      }
      case JsonArray array when !array.isEmpty() -> items(array, indent);
      default -> out.append(indent).append(scalar(element)).append('\n');
    }
  }

  /** A member's value: on the line of its name, or as a block on the next lines. */
  private void value(JsonElement value, String indent) {
    if (isBlock(value)) {
      out.append('\n');
      block(value, value instanceof JsonArray ? indent : indent + INDENT);
    } else {
      out.append(' ').append(scalar(value)).append('\n');
    }
  }

  private void items(JsonArray array, String indent) {
    for (JsonElement item : array) {
      if (isBlock(item)) {
        int start = out.length();
        block(item, indent + INDENT);
        out.replace(start, start + indent.length() + INDENT.length(), indent + "- ");
      } else {
        out.append(indent).append("- ").append(scalar(item)).append('\n');
      }
    }
  }

  private static boolean isBlock(JsonElement value) {
    return (value instanceof JsonObject object && !object.isEmpty())
        || (value instanceof JsonArray array && !array.isEmpty());
  }

  private static String scalar(JsonElement value) {
    return switch (value) {
      case JsonObject _ -> "{}";
      case JsonArray _ -> "[]";
      case JsonPrimitive primitive when primitive.isString() -> text(primitive.getAsString());
      case JsonPrimitive primitive when primitive.isNumber() -> number(primitive.getAsString());
      default -> value.toString(); // true, false, null
    };
  }

  /** A number that YAML 1.1 takes for one too: {@code 1e3} is text there, {@code 1.0e+3} is not. */
  static String number(String json) {
    if (WHOLE.matcher(json).matches()) {
      return json;
    }
    var parts = DECIMAL.matcher(json);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no JSON has the number " + json);
    }
    String fraction = parts.group(2) == null ? ".0" : parts.group(2);
    String exponent =
        parts.group(4) == null
            ? ""
            : "e" + (parts.group(3).isEmpty() ? "+" : parts.group(3)) + parts.group(4);
    return parts.group(1) + fraction + exponent;
  }

  private static String text(String value) {
    boolean plain =
        PLAIN.matcher(value).matches() && !RESERVED.contains(value.toLowerCase(Locale.ROOT));
    return plain ? value : quoted(value);
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                  if (isPrintable(c)) {
                    quoted.appendCodePoint(c);
                  } else {
                    quoted.append(String.format("\\u%04x", c));
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }

  /**
   * Whether YAML 1.1 allows the character as it is, section 5.1; line ends of other kinds do not.
   */
  private static boolean isPrintable(int c) {
    boolean control = c < FIRST_PRINTABLE || (c >= DELETE && c <= LAST_CONTROL);
    boolean lineEnd = c == 0x2028 || c == 0x2029;
    boolean special = (c >= 0xd800 && c <= 0xdfff) || c == 0xfeff || c == 0xfffe || c == 0xffff;
    return !control && !lineEnd && !special;
  }
}
