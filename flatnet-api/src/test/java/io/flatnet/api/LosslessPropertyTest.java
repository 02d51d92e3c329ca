package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.api.wire.WireObject;
import io.kubernetes.client.openapi.JSON;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever object the API server may send, writing what was read gives the same JSON: with any
 * value under any name, ours or not, through Jackson and through the client's Gson.
 */
class LosslessPropertyTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Property(tries = 300)
  void readAndWrite_ofAnyAddressObject_isIdentity(@ForAll("addressObjects") JsonNode json) {
    assertIdentity(json, FlatNetworkIP.class);
  }

  @Property(tries = 300)
  void readAndWrite_ofAnySubnetObject_isIdentity(@ForAll("subnetObjects") JsonNode json) {
    assertIdentity(json, FlatNetworkSubnet.class);
  }

  @Property(tries = 300)
  void accessors_ofAnyTypedText_giveIt(@ForAll String text) throws Exception {
    FlatNetworkIPStatus status =
        FlatNetworkIPStatus.builder().addr(text).failureMessage(text).build();

    assertThat(WireJson.read(WireJson.write(status), FlatNetworkIPStatus.class)).isEqualTo(status);
    assertThat(
            JSON.<FlatNetworkIPStatus>deserialize(
                JSON.serialize(status), FlatNetworkIPStatus.class))
        .isEqualTo(status);
  }

  private static <T extends WireObject> void assertIdentity(JsonNode json, Class<T> type) {
    try {
      T read = WireJson.read(json.toString(), type);
      JsonNode parsed = WireJson.parse(json.toString());
      assertThat(WireJson.parse(WireJson.write(read))).isEqualTo(parsed);
      T throughGson = JSON.deserialize(json.toString(), type);
      assertThat(throughGson).isEqualTo(read);
      assertThat(WireJson.parse(JSON.serialize(throughGson))).isEqualTo(parsed);
    } catch (JsonProcessingException e) {
      throw new AssertionError("an object of any content must be readable: " + json, e);
    }
  }

  @Provide
  Arbitrary<JsonNode> addressObjects() {
    return kind(
        objects(FlatNetworkIPSpec.class, leaves()), objects(FlatNetworkIPStatus.class, leaves()));
  }

  @Provide
  Arbitrary<JsonNode> subnetObjects() {
    Arbitrary<JsonNode> parts =
        Arbitraries.oneOf(
            leaves(),
            objects(RouteSettings.class, leaves()),
            lists(objects(IpRangeSpec.class, leaves())),
            lists(objects(RouteSpec.class, leaves())));
    return kind(
        objects(FlatNetworkSubnetSpec.class, parts),
        objects(FlatNetworkSubnetStatus.class, parts)
            .map(LosslessPropertyTest::withoutNullReservations));
  }

  /** A null entry of a map is skipped by design, as a null element of a list is. */
  private static JsonNode withoutNullReservations(JsonNode status) {
    if (status.get("reservedIP") instanceof ObjectNode reservations) {
      reservations.removeNulls();
    }
    return status;
  }

  private static Arbitrary<JsonNode> kind(Arbitrary<JsonNode> spec, Arbitrary<JsonNode> status) {
    return Combinators.combine(
            Arbitraries.oneOf(spec, leaves()), Arbitraries.oneOf(status, leaves()), leaves())
        .as(
            (s, t, other) -> {
              ObjectNode object = NODES.objectNode();
              object.putObject("metadata").put("name", "a");
              object.set("spec", s);
              object.set("status", t);
              object.set("otherFields", other);
              return (JsonNode) object;
            });
  }

  /** Objects with fields that the type has an accessor for, and others. */
  private static Arbitrary<JsonNode> objects(Class<?> type, Arbitrary<JsonNode> values) {
    List<String> names = new ArrayList<>(WireJson.fieldNames(type).stream().sorted().toList());
    names.addAll(List.of("otherFields", "x", "", "explicitNulls"));
    return Combinators.combine(Arbitraries.of(names), values)
        .as(Tuple::of)
        .list()
        .ofMaxSize(8)
        .map(
            fields -> {
              ObjectNode object = NODES.objectNode();
              fields.forEach(field -> object.set(field.get1(), field.get2()));
              return object;
            });
  }

  private static Arbitrary<JsonNode> lists(Arbitrary<JsonNode> elements) {
    return elements
        .list()
        .ofMaxSize(3)
        .map(list -> (JsonNode) new ArrayNode(NODES, new ArrayList<>(list)));
  }

  /** Values of every shape; lists of our own have no null elements, which are skipped by design. */
  private static Arbitrary<JsonNode> leaves() {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(6).map(NODES::textNode),
            Arbitraries.of("", "10.0.0.1", "1", "true", "é\u2028\"<").map(NODES::textNode),
            Arbitraries.integers().map(NODES::numberNode),
            Arbitraries.longs().map(NODES::numberNode),
            Arbitraries.bigIntegers()
                .between(BigInteger.ONE.shiftLeft(64), BigInteger.ONE.shiftLeft(90))
                .map(NODES::numberNode),
            Arbitraries.bigDecimals()
                .between(new BigDecimal("-9e9"), new BigDecimal("9e9"))
                .ofScale(3)
                .map(n -> (JsonNode) NODES.numberNode(n)),
            Arbitraries.of(true, false).map(NODES::booleanNode));
    return Arbitraries.oneOf(
        scalars,
        Arbitraries.just((JsonNode) NODES.nullNode()),
        lists(scalars),
        lists(lists(scalars)),
        scalars.map(
            value -> {
              ObjectNode object = NODES.objectNode();
              object.set("from", value);
              object.putNull("y");
              return object;
            }));
  }
}
