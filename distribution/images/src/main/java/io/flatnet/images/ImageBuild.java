package io.flatnet.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Builds the images of one architecture from assembled programs. */
final class ImageBuild {
  private static final String HOME = "opt/flatnet";

  private final Path output;
  private final Path blobs;
  private final String version;
  private final Instant time;

  /**
   * Builds nothing yet.
   *
   * @param output where the archives go
   * @param blobs an empty directory for what is between
   * @param version the images' tag
   * @param time of everything in them
   */
  ImageBuild(Path output, Path blobs, String version, Instant time) {
    this.output = output;
    this.blobs = blobs;
    this.version = version;
    this.time = time;
  }

  /**
   * Writes the archive of an image.
   *
   * @param assembled the program with its runtime
   * @return what is told of it
   * @throws IOException if a file cannot be read or written
   */
  String build(ImageKind kind, Base base, Path assembled) throws IOException {
    Predicate<String> own = path -> isOfProgram(kind.program(), path);
    Predicate<String> ofJava = own.negate();
    List<Layer> layers =
        List.of(
            Layer.pack(blobs, "libc6 " + base.libcVersion(), base.content(), time),
            Layer.pack(
                blobs, "a Java runtime", new LayerContent().tree(HOME, assembled, ofJava), time),
            Layer.pack(
                blobs,
                kind.program().title() + " " + version,
                new LayerContent().tree(HOME, assembled, own),
                time));
    Image image =
        new Image(
            "docker.io/flatnet/" + kind.program().title() + ":" + version,
            base.architecture(),
            time,
            kind.run(),
            labels(kind),
            layers);
    Path archive = output.resolve(name(kind, base.architecture()) + ".tar");
    String digest = image.write(archive, blobs);
    return "%s: %.1f MB, %s".formatted(archive.getFileName(), Files.size(archive) / 1e6, digest);
  }

  /** What an image's files are called, without their end. */
  static String name(ImageKind kind, Architecture architecture) {
    return kind.program().title() + "-" + architecture.title();
  }

  /** What changes with the program; the rest changes only with Java. */
  private static boolean isOfProgram(Program program, String path) {
    return path.startsWith("app/")
        || path.startsWith("bin/flatnet-")
        || path.equals("lib/flatnet-release")
        || path.startsWith("lib/" + program.title() + ".");
  }

  private Map<String, String> labels(ImageKind kind) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("org.opencontainers.image.title", kind.program().title());
    labels.put("org.opencontainers.image.description", kind.description());
    labels.put("org.opencontainers.image.version", version);
    return labels;
  }
}
