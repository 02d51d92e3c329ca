package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads one YAML document as the JSON tree that Kubernetes sees in it. Numbers keep their digits;
 * plain text that some readers take for a number, a time or a truth value and others do not is
 * refused, not guessed. Pure.
 */
final class YamlReader {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern DOUBTFUL = Pattern.compile("[-+.0-9].*");
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> DOUBTFUL_WORDS = Set.of("y", "n", "yes", "no", "on", "off");
  private static final int MAX_DEPTH = 100;

  private YamlReader() {}

  /**
   * Reads a document.
   *
   * @throws BackupException if it is no YAML, or no object
   */
  static JsonObject read(String document) throws BackupException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setAllowDuplicateKeys(false);
    try {
      Node node = new Yaml(options).compose(new StringReader(document));
      if (node != null && element(node) instanceof JsonObject object) {
        return object;
      }
    } catch (MarkedYAMLException e) {
      throw new BackupException(e.getProblem() + line(e));
    } catch (YAMLException e) {
      throw new BackupException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    throw new BackupException("a document must be an object with apiVersion, kind and metadata");
  }

  private static String line(MarkedYAMLException error) {
    return error.getProblemMark() == null
        ? ""
        : " (line " + (error.getProblemMark().getLine() + 1) + " of the document)";
  }

  private static JsonElement element(Node node) throws BackupException {
    return switch (node) {
      case MappingNode mapping -> object(mapping);
      case SequenceNode sequence -> array(sequence.getValue());
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new BackupException("aliases are not read");
    };
  }

  private static JsonObject object(MappingNode mapping) throws BackupException {
    JsonObject object = new JsonObject();
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        throw new BackupException("the name of a member must be text");
      }
      if (object.has(key.getValue())) {
        throw new BackupException("member \"" + key.getValue() + "\" is there twice");
      }
      object.add(key.getValue(), element(member.getValueNode()));
    }
    return object;
  }

  private static JsonArray array(List<Node> nodes) throws BackupException {
    JsonArray array = new JsonArray();
    for (Node node : nodes) {
      array.add(element(node));
    }
    return array;
  }

  private static JsonElement scalar(ScalarNode node) throws BackupException {
    String text = node.getValue();
    if (node.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN) {
      return new JsonPrimitive(text);
    }
    if (NULLS.contains(text)) {
      return JsonNull.INSTANCE;
    }
    if (text.equals("true") || text.equals("false")) {
      return new JsonPrimitive(text.equals("true"));
    }
    if (NUMBER.matcher(text).matches()) {
      return JsonParser.parseString(text); // keeps the digits
    }
    boolean doubtful =
        DOUBTFUL.matcher(text).matches() || DOUBTFUL_WORDS.contains(text.toLowerCase(Locale.ROOT));
    if (doubtful) {
      throw new BackupException(
          "the value "
              + text
              + " on line "
              + (node.getStartMark().getLine() + 1)
              + " of the document may be text or not; write it in quotes");
    }
    return new JsonPrimitive(text);
  }
}
