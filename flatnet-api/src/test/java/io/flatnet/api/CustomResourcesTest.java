package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flatnet.api.wire.WireJson;
import io.flatnet.api.wire.WireObject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schemas name exactly the fields of the types, with their JSON types, and refuse nothing. */
class CustomResourcesTest {
  private static JsonNode definition(CustomResources resource) {
    try {
      return new YAMLMapper().readTree(resource.yaml());
    } catch (IOException e) {
      throw new AssertionError(resource.path() + " must be YAML", e);
    }
  }

  private static JsonNode version(CustomResources resource) {
    JsonNode versions = definition(resource).at("/spec/versions");
    assertThat(versions).hasSize(1);
    return versions.get(0);
  }

  private static JsonNode schema(CustomResources resource) {
    return version(resource).at("/schema/openAPIV3Schema");
  }

  @Test
  void schema_ofSubnets_isTheType() {
    assertThat(leavesOf("", schema(CustomResources.SUBNETS)))
        .isEqualTo(leavesOf("", FlatNetworkSubnet.class));
  }

  @Test
  void schema_ofIps_isTheType() {
    assertThat(leavesOf("", schema(CustomResources.IPS)))
        .isEqualTo(leavesOf("", FlatNetworkIP.class));
  }

  /** The fields of the contract, so that neither side can lose one together with the other. */
  @Test
  void schema_ofSubnets_hasTheContractsFields() {
    assertThat(leavesOf("", FlatNetworkSubnet.class).keySet())
        .contains(
            ".spec.flatMode",
            ".spec.ipvlanFlag",
            ".spec.ranges[].from",
            ".spec.routes[].priority",
            ".spec.routeSettings.addPodIPToHost",
            ".spec.routeSettings.flatNetworkDefaultGateway",
            ".status.usedIP[].to",
            ".status.usedIPCount",
            ".status.usedMac[]",
            ".status.reservedIP{}[].from",
            ".status.ledger",
            ".status.usedIPTruncated");
    assertThat(leavesOf("", FlatNetworkIP.class))
        .hasSize(3 + 4 + 5)
        .containsEntry(".spec.podId", "string")
        .containsEntry(".status.allocatedTimeStamp", "string");
  }

  @ParameterizedTest
  @EnumSource
  void schema_ofBoth_refusesNothing(CustomResources resource) {
    List<String> complaints = new ArrayList<>();
    walk("", schema(resource), complaints);
    assertThat(complaints).isEmpty();
  }

  private static void walk(String path, JsonNode schema, List<String> complaints) {
    Set<String> allowed =
        Set.of(
            "description",
            "type",
            "nullable",
            "properties",
            "items",
            "additionalProperties",
            "x-kubernetes-preserve-unknown-fields");
    schema
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!allowed.contains(key)) {
                complaints.add(path + " has " + key);
              }
            });
    boolean ofTheServer =
        Set.of("", ".apiVersion", ".kind", ".metadata").contains(path); // never null there
    if (!ofTheServer && !schema.path("nullable").asBoolean()) {
      complaints.add(path + " is not nullable");
    }
    if (schema.has("properties")
        && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      complaints.add(path + " loses unknown fields");
    }
    schema
        .path("properties")
        .properties()
        .forEach(p -> walk(path + "." + p.getKey(), p.getValue(), complaints));
    if (schema.has("items")) {
      walk(path + "[]", schema.get("items"), complaints);
    }
    if (schema.has("additionalProperties")) {
      walk(path + "{}", schema.get("additionalProperties"), complaints);
    }
  }

  @Test
  void names_ofSubnets_areTheContracts() {
    JsonNode definition = definition(CustomResources.SUBNETS);

    assertNames(definition, FlatNetwork.SUBNET_KIND, FlatNetwork.SUBNET_PLURAL);
    assertThat(texts(definition.at("/spec/names/shortNames")))
        .containsExactly("flatnetworksubnet", "flsubnet", "flsubnets");
  }

  @Test
  void names_ofIps_areTheContracts() {
    JsonNode definition = definition(CustomResources.IPS);

    assertNames(definition, FlatNetwork.IP_KIND, FlatNetwork.IP_PLURAL);
    assertThat(texts(definition.at("/spec/names/shortNames")))
        .containsExactly("flatnetworkip", "flip", "flips");
  }

  private static void assertNames(JsonNode definition, String kind, String plural) {
    assertThat(definition.path("apiVersion").asText()).isEqualTo("apiextensions.k8s.io/v1");
    assertThat(definition.at("/metadata/name").asText())
        .isEqualTo(plural + "." + FlatNetwork.GROUP);
    assertThat(definition.at("/metadata/annotations/helm.sh~1resource-policy").asText())
        .isEqualTo("keep");
    assertThat(definition.at("/spec/group").asText()).isEqualTo(FlatNetwork.GROUP);
    assertThat(definition.at("/spec/scope").asText()).isEqualTo("Namespaced");
    assertThat(definition.at("/spec/names/kind").asText()).isEqualTo(kind);
    assertThat(definition.at("/spec/names/listKind").asText()).isEqualTo(kind + "List");
    assertThat(definition.at("/spec/names/plural").asText()).isEqualTo(plural);
    assertThat(definition.at("/spec/versions/0/name").asText()).isEqualTo(FlatNetwork.VERSION);
  }

  @ParameterizedTest
  @EnumSource
  void version_ofBoth_hasStatusAndColumnsThatExist(CustomResources resource) {
    JsonNode version = version(resource);
    assertThat(version.at("/subresources/status").isObject()).isTrue();
    Set<String> fields = leavesOf("", schema(resource)).keySet();

    for (JsonNode column : version.path("additionalPrinterColumns")) {
      assertThat(fields).contains(column.path("jsonPath").asText());
    }
    assertThat(version.path("additionalPrinterColumns").size()).isGreaterThanOrEqualTo(7);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Path and JSON type of every leaf of a schema; [] are elements, {} values of a map. */
  private static Map<String, String> leavesOf(String path, JsonNode schema) {
    Map<String, String> leaves = new TreeMap<>();
    String type = schema.path("type").asText();
    if (schema.has("items")) {
      leaves.putAll(leavesOf(path + "[]", schema.get("items")));
    } else if (schema.has("additionalProperties")) {
      leaves.putAll(leavesOf(path + "{}", schema.get("additionalProperties")));
    } else if (schema.has("properties")) {
      schema
          .path("properties")
          .properties()
          .forEach(p -> leaves.putAll(leavesOf(path + "." + p.getKey(), p.getValue())));
    } else if (path.equals(".metadata")) {
      leaves.put(".metadata.creationTimestamp", "string"); // the server's own schema
    } else {
      leaves.put(path, type);
    }
    return leaves;
  }

  /** The same of a type, by its accessors. */
  private static Map<String, String> leavesOf(String path, Class<?> type) {
    Map<String, String> leaves = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    for (Method accessor : type.getMethods()) {
      String name = accessor.getName();
      if (name.startsWith("get") && !name.equals("getOtherFields") && !name.equals("getClass")) {
        String field = Character.toLowerCase(name.charAt(3)) + name.substring(4);
        if (names.add(field)) {
          leaves.putAll(
              leavesOf(
                  path + "." + field,
                  TypeFactory.defaultInstance().constructType(accessor.getGenericReturnType())));
        }
      }
    }
    assertThat(WireJson.fieldNames(implementation(type)))
        .as("what Jackson writes of " + type.getSimpleName())
        .isEqualTo(names);
    return leaves;
  }

  private static Class<?> implementation(Class<?> type) {
    try {
      return Class.forName(type.getPackageName() + ".Immutable" + type.getSimpleName());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(type + " must be an Immutable", e);
    }
  }

  private static Map<String, String> leavesOf(String path, JavaType type) {
    if (type.isCollectionLikeType()) {
      return leavesOf(path + "[]", type.getContentType());
    }
    if (type.isMapLikeType()) {
      return leavesOf(path + "{}", type.getContentType());
    }
    if (type.isTypeOrSubTypeOf(WireObject.class)) {
      return leavesOf(path, type.getRawClass());
    }
    Map<String, String> leaf = new TreeMap<>();
    switch (type.getRawClass().getSimpleName()) {
      case "String" -> leaf.put(path, "string");
      case "Integer" -> leaf.put(path, "integer");
      case "Boolean" -> leaf.put(path, "boolean");
      case "V1ObjectMeta" -> leaf.put(".metadata.creationTimestamp", "string");
      default -> throw new AssertionError("no JSON type for " + type + " at " + path);
    }
    return leaf;
  }
}
