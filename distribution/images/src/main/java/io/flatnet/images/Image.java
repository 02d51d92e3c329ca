package io.flatnet.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A container image (OCI Image Format Specification 1.1) for one architecture.
 *
 * @param name its name with the tag, such as {@code docker.io/flatnet/flatnet-operator:1.0}
 * @param architecture which processors it runs on
 * @param created the time of everything in it
 * @param run how it is started
 * @param labels what is told about it, in this order
 * @param layers what it holds, lowest first
 */
record Image(
    String name,
    Architecture architecture,
    Instant created,
    Run run,
    Map<String, String> labels,
    List<Layer> layers) {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How a container of an image is started.
   *
   * @param user its user and group
   * @param environment {@code NAME=value}
   * @param entrypoint the program with its first arguments
   */
  record Run(String user, List<String> environment, List<String> entrypoint) {}

  /**
   * Writes an image layout (OCI Image Layout Specification 1.0) as one archive. What Docker before
   * 25 looks for, {@code manifest.json}, is there too.
   *
   * @param archive replaced if it is there
   * @param blobs the directory of the layers' blobs
   * @return the digest of the manifest, by which registries know the image
   * @throws IOException if a file cannot be read or written
   */
  String write(Path archive, Path blobs) throws IOException {
    Blob config = Blob.store(blobs, CONFIG, text(config()));
    Blob manifest = Blob.store(blobs, MANIFEST, text(manifest(config)));
    try (OutputStream file = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = Layer.archive(file)) {
      add(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
      add(tar, "index.json", text(index(manifest)));
      add(tar, "manifest.json", text(dockerManifest(config)));
      for (Blob blob :
          Stream.concat(Stream.of(manifest, config), layers.stream().map(Layer::blob)).toList()) {
        TarArchiveEntry header = header(blob.path(), blob.sizeBytes());
        tar.putArchiveEntry(header);
        Files.copy(blob.file(), tar);
        tar.closeArchiveEntry();
      }
    }
    return manifest.digest();
  }

  private ObjectNode config() {
    ObjectNode root = object();
    root.put("created", created.toString());
    root.put("architecture", architecture.title()).put("os", "linux");
    ObjectNode config = root.putObject("config");
    config.put("User", run.user());
    run.environment().forEach(config.putArray("Env")::add);
    run.entrypoint().forEach(config.putArray("Entrypoint")::add);
    config.put("WorkingDir", "/");
    labels.forEach(config.putObject("Labels")::put);
    ObjectNode rootfs = root.putObject("rootfs").put("type", "layers");
    ArrayNode diffIds = rootfs.putArray("diff_ids");
    layers.forEach(layer -> diffIds.add(layer.diffId()));
    ArrayNode history = root.putArray("history");
    layers.forEach(
        layer ->
            history.addObject().put("created", created.toString()).put("comment", layer.what()));
    return root;
  }

  private ObjectNode manifest(Blob config) {
    ObjectNode root = object().put("schemaVersion", 2).put("mediaType", MANIFEST);
    describe(root.putObject("config"), config);
    ArrayNode blobs = root.putArray("layers");
    layers.forEach(layer -> describe(blobs.addObject(), layer.blob()));
    return root;
  }

  private ObjectNode index(Blob manifest) {
    ObjectNode root = object().put("schemaVersion", 2).put("mediaType", INDEX);
    ObjectNode image = root.putArray("manifests").addObject();
    describe(image, manifest);
    image.putObject("platform").put("architecture", architecture.title()).put("os", "linux");
    // containerd takes the first for the image's name, Podman and others the second.
    image
        .putObject("annotations")
        .put("io.containerd.image.name", name)
        .put("org.opencontainers.image.ref.name", name);
    return root;
  }

  private ArrayNode dockerManifest(Blob config) {
    ArrayNode root = JsonNodeFactory.instance.arrayNode();
    ObjectNode image = root.addObject();
    image.put("Config", config.path());
    image.putArray("RepoTags").add(name);
    ArrayNode paths = image.putArray("Layers");
    layers.forEach(layer -> paths.add(layer.blob().path()));
    return root;
  }

  private static void describe(ObjectNode node, Blob blob) {
    node.put("mediaType", blob.mediaType());
    node.put("digest", blob.digest());
    node.put("size", blob.sizeBytes());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String text(JsonNode node) throws IOException {
    return JSON.writeValueAsString(node);
  }

  private void add(TarArchiveOutputStream tar, String path, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    tar.putArchiveEntry(header(path, bytes.length));
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private TarArchiveEntry header(String path, long sizeBytes) {
    TarArchiveEntry header = new TarArchiveEntry(path);
    header.setSize(sizeBytes);
    header.setMode(0644);
    header.setIds(0, 0);
    header.setNames("", "");
    header.setModTime(FileTime.from(created));
    return header;
  }
}
