package io.flatnet.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flatnet.api.CustomResources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads YAML files of Kubernetes objects. */
public final class Manifests {
  private static final YAMLMapper YAML = new YAMLMapper();

  private Manifests() {}

  /** The definitions of our resources, as flatnet-api carries them. */
  public static List<KubeObject> definitions() throws IOException {
    List<KubeObject> definitions = new ArrayList<>();
    for (CustomResources resource : CustomResources.values()) {
      byte[] text = resource.yaml().getBytes(StandardCharsets.UTF_8);
      definitions.addAll(read(resource.path(), new ByteArrayInputStream(text)));
    }
    return definitions;
  }

  /**
   * The objects of every {@code .yaml} file of a directory and those below, in the order of the
   * files' names.
   *
   * @throws IOException when there is no such file, or one cannot be read
   */
  public static List<KubeObject> readDirectory(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.walk(directory)) {
      files = entries.filter(entry -> entry.toString().endsWith(".yaml")).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException("cannot read manifests in \"" + directory + "\": no .yaml file there");
    }
    List<KubeObject> objects = new ArrayList<>();
    for (Path file : files) {
      objects.addAll(read(file));
    }
    return objects;
  }

  /**
   * The objects of one file, which may hold several documents.
   *
   * @throws IOException when it cannot be read, is no YAML, or holds a kind that the lab does not
   *     know
   */
  public static List<KubeObject> read(Path file) throws IOException {
    try (InputStream text = Files.newInputStream(file)) {
      return read(file.toString(), text);
    }
  }

  /**
   * The objects of a text.
   *
   * @param source what the text is called in errors
   */
  public static List<KubeObject> read(String source, InputStream text) throws IOException {
    List<KubeObject> objects = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        if (!document.isNull() && !document.isMissingNode()) {
          objects.add(KubeObject.of(document));
        }
      }
    } catch (IllegalArgumentException unusable) {
      throw new IOException("cannot read \"" + source + "\": " + unusable.getMessage(), unusable);
    }
    return objects;
  }
}
