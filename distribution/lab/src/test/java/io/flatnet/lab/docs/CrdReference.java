package io.flatnet.lab.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flatnet.api.CustomResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes {@code docs/crd-reference.md} of the schemas and of {@link FieldNotes}. */
final class CrdReference {
  private static final YAMLMapper YAML = new YAMLMapper();

  private static final String HEAD =
      """
      # Fields of the custom resources

      Made of the schemas in `flatnet-api/src/main/resources/crds` by `CrdReferenceTest`, which fails when this page says something
      else; `-Dflatnet.golden=write` writes it anew. `kubectl explain flatnetworksubnet.spec` shows the same on a cluster.

      The schemas take whatever clusters have stored: every field may be absent or `null`, an empty text is the same, and fields that
      nobody here knows stay. What is required and what is out of bounds is said by the webhook, and by the operator, which sets such
      a subnet to `Failed`. A default is never written into an object. `[]` in a name stands for each element of a list, `{}` for each
      entry of a map.
      """;

  private CrdReference() {}

  /** The page. */
  static String page() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (CustomResources resource : CustomResources.values()) {
      add(page, resource);
    }
    return page.toString();
  }

  /** The fields of spec and status by their paths, parents first. */
  static Map<String, JsonNode> fields(CustomResources resource) throws IOException {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    for (String part : List.of("spec", "status")) {
      collect(part, schema(version(resource)).path("properties").path(part), fields);
    }
    return fields;
  }

  private static JsonNode version(CustomResources resource) throws IOException {
    return YAML.readTree(resource.yaml()).path("spec").path("versions").path(0);
  }

  private static JsonNode schema(JsonNode version) {
    return version.path("schema").path("openAPIV3Schema");
  }

  private static void collect(String path, JsonNode schema, Map<String, JsonNode> fields) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = path + "." + property.getKey();
      fields.put(name, property.getValue());
      collect(name, property.getValue(), fields);
      collect(name + "[]", property.getValue().path("items"), fields);
      collect(
          name + "{}[]", property.getValue().path("additionalProperties").path("items"), fields);
    }
  }

  private static void add(StringBuilder page, CustomResources resource) throws IOException {
    JsonNode spec = YAML.readTree(resource.yaml()).path("spec");
    JsonNode names = spec.path("names");
    JsonNode version = version(resource);
    List<String> shortNames = new ArrayList<>();
    names.path("shortNames").forEach(name -> shortNames.add("`" + name.asText() + "`"));
    page.append("\n## ").append(names.path("kind").asText()).append("\n\n");
    page.append(schema(version).path("description").asText()).append('\n');
    page.append(
        """

        `%s/%s`, plural `%s`, for kubectl also %s. %s, with a status of its own.
        """
            .formatted(
                spec.path("group").asText(),
                version.path("name").asText(),
                names.path("plural").asText(),
                String.join(", ", shortNames),
                spec.path("scope").asText()));
    for (String part : List.of("spec", "status")) {
      page.append("\n### ").append(names.path("kind").asText()).append(' ').append(part);
      boolean asked = part.equals("spec"); // nobody asks for a status, so it has no defaults
      page.append("\n\n| field | type |").append(asked ? " default |" : "");
      page.append(" bounds | what |\n|---|---|---|---|").append(asked ? "---|" : "").append('\n');
      fields(resource)
          .forEach(
              (path, schema) -> {
                if (path.startsWith(part + ".")) {
                  page.append(row(path, schema, FieldNotes.of(resource, path)));
                }
              });
    }
    page.append("\nkubectl's columns: ").append(columns(version)).append(".\n");
    page.append("\n```yaml\n").append(example(resource)).append("```\n");
  }

  private static String row(String path, JsonNode schema, FieldNotes.Note note) {
    return "| `%s` | %s |%s %s | %s |%n"
        .formatted(
            path.substring(path.indexOf('.') + 1),
            type(schema),
            path.startsWith("spec.") ? " " + note.usual() + " |" : "",
            note.bounds(),
            schema.path("description").asText().replace("<", "\\<").replace("|", "\\|"));
  }

  private static String type(JsonNode schema) {
    String type = schema.path("type").asText();
    if (type.equals("array")) {
      return "list of " + type(schema.path("items")) + "s";
    }
    JsonNode values = schema.path("additionalProperties");
    return values.isObject() ? "map to " + type(values) : type;
  }

  private static String columns(JsonNode version) {
    List<String> columns = new ArrayList<>();
    version
        .path("additionalPrinterColumns")
        .forEach(
            column ->
                columns.add(
                    "%s (`%s`%s)"
                        .formatted(
                            column.path("name").asText(),
                            column.path("jsonPath").asText(),
                            column.path("priority").asInt() > 0 ? ", with `-o wide`" : "")));
    return String.join(", ", columns);
  }

  /** An object of the kind, as it stands in the examples. */
  static String example(CustomResources resource) {
    return switch (resource) {
      case SUBNETS -> withoutComments(Page.ROOT.resolve("docs/macvlan/00-subnet-ipv4.yaml"));
      case IPS -> FieldNotes.CLAIM;
    };
  }

  private static String withoutComments(Path file) {
    try {
      return String.join(
              "\n",
              Files.readAllLines(file).stream()
                  .filter(line -> !line.stripLeading().startsWith("#"))
                  .toList())
          + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
