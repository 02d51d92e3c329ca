package io.flatnet.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flatnet.api.CustomResources;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.wire.WireJson;
import io.flatnet.webhook.SubnetAdmission;
import io.flatnet.webhook.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/crd-reference.md} is made of the schemas, and the bounds that it names are those of
 * the webhook.
 */
class CrdReferenceTest {
  private static final Path PAGE = Page.ROOT.resolve("docs/crd-reference.md");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void page_isMadeOfTheSchemas() throws IOException {
    String page = CrdReference.page();
    if ("write".equals(System.getProperty("flatnet.golden"))) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  @ParameterizedTest
  @EnumSource(CustomResources.class)
  void fields_ofTheSchema_allHaveANote(CustomResources resource) throws IOException {
    assertThat(FieldNotes.all(resource).keySet())
        .containsExactlyInAnyOrderElementsOf(CrdReference.fields(resource).keySet());
  }

  @ParameterizedTest
  @EnumSource(CustomResources.class)
  void example_hasOnlyFieldsOfTheSchema(CustomResources resource) throws IOException {
    JsonNode example = YAML.readTree(CrdReference.example(resource));

    assertThat(CrdReference.fields(resource).keySet())
        .containsAll(
            Stream.of("spec", "status")
                .flatMap(
                    part ->
                        example.path(part).properties().stream()
                            .map(field -> part + "." + field.getKey()))
                .toList());
  }

  @Test
  void example_ofASubnet_isAccepted() throws IOException {
    assertThat(judge("spec.flatMode", "\"macvlan\"")).isInstanceOf(Verdict.Allowed.class);
  }

  @ParameterizedTest
  @MethodSource("beyond")
  void value_outOfTheBoundsThatThePageNames_isDenied(String path, String value) throws IOException {
    assertThat(judge(path, value))
        .isInstanceOfSatisfying(
            Verdict.Denied.class,
            denied ->
                assertThat(denied.findings())
                    .allSatisfy(finding -> assertThat(finding.field()).startsWith(top(path))));
  }

  static Stream<Arguments> beyond() {
    return FieldNotes.all(CustomResources.SUBNETS).entrySet().stream()
        .flatMap(
            field ->
                field.getValue().beyond().stream()
                    .map(value -> Arguments.of(field.getKey(), value)));
  }

  /** The field of the spec that is, or has, the one at a path. */
  private static String top(String path) {
    return path.split("\\[", -1)[0].replaceFirst("^(spec\\.[^.]+).*", "$1");
  }

  private static Verdict judge(String path, String value) throws IOException {
    ObjectNode subnet = (ObjectNode) YAML.readTree(CrdReference.example(CustomResources.SUBNETS));
    Map<String, JsonNode> field = Map.of(top(path).substring(5), JSON.readTree(value));
    ((ObjectNode) subnet.path("spec")).setAll(field);
    return SubnetAdmission.create(WireJson.read(subnet, FlatNetworkSubnet.class), List.of());
  }
}
