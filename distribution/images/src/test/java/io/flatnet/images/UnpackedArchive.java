package io.flatnet.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** An image archive as others read it: unpacked by {@code tar}, followed from its index. */
final class UnpackedArchive {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  private UnpackedArchive(Path directory) {
    this.directory = directory;
  }

  /** Unpacks an archive into a new directory. */
  static UnpackedArchive of(Path archive, Path directory) throws Exception {
    Files.createDirectory(directory);
    output("tar", "-xf", archive.toString(), "-C", directory.toString());
    return new UnpackedArchive(directory);
  }

  /** What {@code index.json} says of its only image. */
  JsonNode entry() throws IOException {
    return JSON.readTree(directory.resolve("index.json").toFile()).path("manifests").path(0);
  }

  JsonNode manifest() throws IOException {
    return JSON.readTree(blob(entry()).toFile());
  }

  JsonNode config() throws IOException {
    return JSON.readTree(blob(manifest().path("config")).toFile());
  }

  /** The layers, lowest first. */
  List<JsonNode> layers() throws IOException {
    return StreamSupport.stream(manifest().path("layers").spliterator(), false).toList();
  }

  /** What Docker's older readers look for. */
  JsonNode dockerManifest() throws IOException {
    return JSON.readTree(directory.resolve("manifest.json").toFile()).path(0);
  }

  /** The file that a descriptor names, after a look whether it is what the descriptor says. */
  Path blob(JsonNode descriptor) throws IOException {
    String digest = descriptor.path("digest").asText();
    Path file = directory.resolve("blobs").resolve(digest.replace(':', '/'));
    if (!digest.equals(digestOf(Files.newInputStream(file)))
        || Files.size(file) != descriptor.path("size").asLong()) {
      throw new IOException("not what its descriptor says: " + descriptor);
    }
    return file;
  }

  /** The digest of a layer before it was compressed. */
  String diffId(JsonNode layer) throws IOException {
    return digestOf(new GZIPInputStream(Files.newInputStream(blob(layer))));
  }

  private static String digestOf(InputStream in) throws IOException {
    try (in) {
      MessageDigest digest = Blob.sha256();
      byte[] buffer = new byte[64 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
  }

  /** The lines that {@code tar -tv} prints for all layers, with numbers for names. */
  List<String> listing() throws Exception {
    List<String> lines = new ArrayList<>();
    for (JsonNode layer : layers()) {
      output("tar", "-tvzf", blob(layer).toString(), "--numeric-owner").lines().forEach(lines::add);
    }
    return lines;
  }

  /** Unpacks all layers into a new directory, which is then the root of a container. */
  Path unpackLayers(Path root) throws Exception {
    Files.createDirectory(root);
    for (JsonNode layer : layers()) {
      output("tar", "-xpzf", blob(layer).toString(), "-C", root.toString());
    }
    return root;
  }

  /** Runs a command that must succeed, and returns what it printed. */
  static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + text);
    }
    return text;
  }
}
