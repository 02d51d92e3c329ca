package io.flatnet.api.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata of objects as the official client's Gson does, in one pass: that builds a tree
 * of each object first, and metadata are the most of a small object.
 */
public final class MetadataJson {
  private MetadataJson() {}

  /**
   * Reads metadata; the parser is on their first token, and then on their last. Fields of no known
   * name are left out, and so are {@code managedFields}, as the client leaves them out.
   */
  public static V1ObjectMeta read(JsonParser parser) throws IOException {
    V1ObjectMeta metadata = new V1ObjectMeta();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "annotations" -> metadata.setAnnotations(JsonFields.texts(parser));
            case "creationTimestamp" -> metadata.setCreationTimestamp(JsonFields.time(parser));
            case "deletionGracePeriodSeconds" ->
                metadata.setDeletionGracePeriodSeconds(JsonFields.number(parser));
            case "deletionTimestamp" -> metadata.setDeletionTimestamp(JsonFields.time(parser));
            case "finalizers" ->
                metadata.setFinalizers(JsonFields.list(parser, JsonFields::sharedTextOrEmpty));
            case "generateName" -> metadata.setGenerateName(JsonFields.text(parser));
            case "generation" -> metadata.setGeneration(JsonFields.number(parser));
            case "labels" -> metadata.setLabels(labels(parser));
            case "name" -> metadata.setName(JsonFields.text(parser));
            case "namespace" -> metadata.setNamespace(JsonFields.sharedText(parser));
            case "ownerReferences" ->
                metadata.setOwnerReferences(JsonFields.list(parser, MetadataJson::owner));
            case "resourceVersion" -> metadata.setResourceVersion(JsonFields.text(parser));
            case "selfLink" -> metadata.setSelfLink(JsonFields.text(parser));
            case "uid" -> metadata.setUid(JsonFields.text(parser));
            default -> {}
          }
        });
    return metadata;
  }

  private static @Nullable Map<String, String> labels(JsonParser parser) throws IOException {
    Map<String, String> labels = JsonFields.texts(parser);
    if (labels != null) {
      labels.replaceAll((name, value) -> value.intern());
    }
    return labels;
  }

  private static V1OwnerReference owner(JsonParser parser) throws IOException {
    V1OwnerReference owner = new V1OwnerReference();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "apiVersion" -> owner.setApiVersion(JsonFields.sharedTextOrEmpty(parser));
            case "blockOwnerDeletion" -> owner.setBlockOwnerDeletion(JsonFields.bool(parser));
            case "controller" -> owner.setController(JsonFields.bool(parser));
            case "kind" -> owner.setKind(JsonFields.sharedTextOrEmpty(parser));
            case "name" -> owner.setName(JsonFields.textOrEmpty(parser));
            case "uid" -> owner.setUid(JsonFields.textOrEmpty(parser));
            default -> {}
          }
        });
    return owner;
  }

  /** The same for Jackson. */
  static final class Deserializer extends StdDeserializer<V1ObjectMeta> {
    Deserializer() {
      super(V1ObjectMeta.class);
    }

    @Override
    public V1ObjectMeta deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return read(parser);
    }
  }
}
