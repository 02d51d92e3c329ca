package io.flatnet.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the wire types as JSON.
 *
 * <p>Lenient where clusters are: nothing is required, {@code null} is the same as absent, {@code
 * null} elements of lists and entries of maps are skipped, unknown fields are kept. Strict where a
 * guess would change data: text is never taken for a number or the other way round.
 */
public final class WireJson {
  private static final ObjectMapper MAPPER = mapper();

  private static final ObjectReader NEXT =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final ClassValue<Set<String>> FIELD_NAMES =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          JavaType javaType = MAPPER.constructType(type);
          return MAPPER.getSerializationConfig().introspect(javaType).findProperties().stream()
              .filter(property -> property.hasGetter() && property.couldSerialize())
              .map(property -> property.getName())
              .filter(name -> !name.equals(LosslessModule.OTHER_FIELDS)) // no field of that name
              .collect(Collectors.toUnmodifiableSet());
        }
      };

  private WireJson() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .addModule(new LosslessModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .withCoercionConfig(
                LogicalType.Textual,
                text ->
                    List.of(
                            CoercionInputShape.Integer,
                            CoercionInputShape.Float,
                            CoercionInputShape.Boolean)
                        .forEach(shape -> text.setCoercion(shape, CoercionAction.Fail)))
            .build();
    mapper.setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.SKIP));
    return mapper;
  }

  /**
   * Reads one JSON document.
   *
   * @throws JsonProcessingException if the text is not JSON, or not an object
   */
  public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
    return required(MAPPER.readValue(json, type), type);
  }

  /**
   * Reads one JSON document of UTF-8 text.
   *
   * @throws IOException if the text is not JSON, or not an object
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    return required(MAPPER.readValue(json, type), type);
  }

  /**
   * Reads a tree that was parsed before; the tree stays unchanged.
   *
   * @throws JsonProcessingException if it is not an object
   */
  public static <T> T read(JsonNode tree, Class<T> type) throws JsonProcessingException {
    return required(MAPPER.treeToValue(tree, type), type);
  }

  // Jackson reads the literal null as a null reference.
  private static <T> T required(@Nullable T value, Class<T> type) throws JsonProcessingException {
    if (value == null) {
      throw MismatchedInputException.from(
          (JsonParser) null, type, "must be an object, got the literal null");
    }
    return value;
  }

  /**
   * Reads the value that a parser is on; more may follow.
   *
   * @throws IOException if it is not JSON, or not an object
   */
  public static <T> T readNext(JsonParser parser, Class<T> type) throws IOException {
    return required(NEXT.forType(type).readValue(parser), type);
  }

  /** The value as a new tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Parses JSON without a type.
   *
   * @throws JsonProcessingException if the text is not JSON
   */
  public static JsonNode parse(String json) throws JsonProcessingException {
    return MAPPER.readTree(json);
  }

  /** The value as one line of JSON. */
  public static String write(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value);
  }

  /** The value as UTF-8 JSON on one line. */
  public static byte[] writeBytes(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsBytes(value);
  }

  /** The names on the wire of the fields that a type has accessors for. */
  public static Set<String> fieldNames(Class<?> type) {
    return FIELD_NAMES.get(type);
  }

  static <T> T read(JsonParser parser, Class<T> type) throws IOException {
    return MAPPER.readValue(parser, type);
  }

  static void write(JsonGenerator generator, Object value) throws IOException {
    MAPPER.writeValue(generator, value);
  }
}
