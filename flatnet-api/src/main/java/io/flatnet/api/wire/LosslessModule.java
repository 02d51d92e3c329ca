package io.flatnet.api.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.AnyGetterWriter;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes Jackson keep in {@link WireObject#getOtherFields} what a typed property cannot hold, and
 * write it back in its place.
 */
final class LosslessModule extends SimpleModule {
  /** What Jackson takes for the name of {@link WireObject#getOtherFields}. */
  static final String OTHER_FIELDS = "otherFields";

  LosslessModule() {
    super("flatnet-lossless");
    setDeserializerModifier(new KeepOnRead());
    setSerializerModifier(new KeepOnWrite());
    ClientTypes.register(this, V1ObjectMeta.class, new MetadataJson.Deserializer());
    ClientTypes.register(this, V1ListMeta.class);
  }

  private static final class KeepOnRead extends BeanDeserializerModifier {
    @Override
    public BeanDeserializerBuilder updateBuilder(
        DeserializationConfig config, BeanDescription bean, BeanDeserializerBuilder builder) {
      if (WireObject.Builder.class.isAssignableFrom(bean.getBeanClass())) {
        List<SettableBeanProperty> properties = new ArrayList<>();
        builder.getProperties().forEachRemaining(properties::add);
        properties.forEach(p -> builder.addOrReplaceProperty(new KeepingProperty(p), true));
        // The generated builder can set all kept fields at once; on the wire that name is free.
        builder.removeProperty(PropertyName.construct(OTHER_FIELDS));
      }
      return builder;
    }
  }

  /** A property of a builder that hands on values of the right shape and keeps all others. */
  private static final class KeepingProperty extends SettableBeanProperty.Delegating {
    /** Fields whose few values are in memory once. */
    private static final Set<String> SHARED = Set.of("apiVersion", "kind", "phase", "subnet");

    KeepingProperty(SettableBeanProperty delegate) {
      super(delegate);
    }

    @Override
    protected SettableBeanProperty withDelegate(SettableBeanProperty replacement) {
      return new KeepingProperty(replacement);
    }

    @Override
    public void deserializeAndSet(JsonParser parser, DeserializationContext context, Object builder)
        throws IOException {
      var _ = deserializeSetAndReturn(parser, context, builder);
    }

    @Override
    public Object deserializeSetAndReturn(
        JsonParser parser, DeserializationContext context, Object builder) throws IOException {
      if (parser.hasToken(JsonToken.START_OBJECT) && isObject()) {
        return delegate.deserializeSetAndReturn(parser, context, builder);
      }
      if (parser.hasToken(JsonToken.VALUE_STRING) && getType().hasRawClass(String.class)) {
        return delegate.setAndReturn(
            builder, SHARED.contains(getName()) ? JsonFields.sharedText(parser) : parser.getText());
      }
      JsonNode node = context.readTree(parser);
      try (JsonParser again = node.traverse(parser.getCodec())) {
        again.nextToken();
        Object value = node.isNull() ? null : delegate.deserialize(again, context);
        // Jackson also takes blank text for a null number.
        return value == null
            ? ((WireObject.Builder) builder).putOtherFields(getName(), node)
            : delegate.setAndReturn(builder, value);
      } catch (JsonProcessingException e) { // the JSON is sound, so it is the shape
        if (getType().hasRawClass(V1ObjectMeta.class)) {
          throw e; // without metadata there is no object that could be kept
        }
        return ((WireObject.Builder) builder).putOtherFields(getName(), node);
      }
    }

    /**
     * An object of ours keeps its own oddities, so nothing can go wrong on this level; metadata
     * that cannot be read are not kept.
     */
    private boolean isObject() {
      return WireObject.class.isAssignableFrom(getType().getRawClass())
          || getType().hasRawClass(V1ObjectMeta.class);
    }
  }

  private static final class KeepOnWrite extends BeanSerializerModifier {
    @Override
    public JsonSerializer<?> modifySerializer(
        SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
      return WireObject.class.isAssignableFrom(bean.getBeanClass())
              && serializer instanceof BeanSerializerBase base
          ? new KeepingSerializer(base)
          : serializer;
    }
  }

  /** Writes typed values first, each kept field of the same name only where there is none. */
  private static final class KeepingSerializer extends BeanSerializer {
    KeepingSerializer(BeanSerializerBase source) {
      super(source);
    }

    @Override
    protected void serializeFields(
        Object bean, JsonGenerator generator, SerializerProvider provider) throws IOException {
      Map<String, JsonNode> kept = ((WireObject) bean).getOtherFields();
      Set<String> typed = new HashSet<>();
      for (BeanPropertyWriter property : _props) {
        if (property instanceof AnyGetterWriter) {
          continue; // the kept fields themselves
        }
        typed.add(property.getName());
        if (value(property, bean) != null) {
          write(property, bean, generator, provider);
          continue;
        }
        JsonNode node = kept.get(property.getName());
        if (node != null) {
          generator.writeFieldName(property.getName());
          node.serialize(generator, provider);
        }
      }
      for (Map.Entry<String, JsonNode> field : kept.entrySet()) {
        if (!typed.contains(field.getKey())) {
          generator.writeFieldName(field.getKey());
          field.getValue().serialize(generator, provider);
        }
      }
    }

    private static @Nullable Object value(BeanPropertyWriter property, Object bean)
        throws IOException {
      try {
        return property.get(bean);
      } catch (Exception e) {
        throw failure(property, bean, e);
      }
    }

    // Jackson's own signature says "throws Exception"; accessors of values throw nothing else.
    private static void write(
        BeanPropertyWriter property,
        Object bean,
        JsonGenerator generator,
        SerializerProvider provider)
        throws IOException {
      try {
        property.serializeAsField(bean, generator, provider);
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw failure(property, bean, e);
      }
    }

    private static IOException failure(BeanPropertyWriter property, Object bean, Exception cause) {
      return new IOException(
          "cannot write field \"" + property.getName() + "\" of " + bean.getClass().getName(),
          cause);
    }
  }
}
