package io.flatnet.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds an image a second time, at another place, from the same jars. */
@Requires({Part.IMAGE_BASE, Part.C_COMPILER, Part.KERNEL})
class ReproducibleIT {
  private static final Path BUILT =
      Path.of(System.getProperty("flatnet.root", "../.."), "distribution/target");

  @TempDir private Path directory;

  @Test
  void operator_builtAgainElsewhere_hasTheSameDigest() throws Exception {
    assertSame(ImageKind.OPERATOR, "-");
  }

  @Test
  void agent_builtAgainElsewhere_hasTheSameDigest() throws Exception {
    assertSame(ImageKind.AGENT, BUILT.resolve("flatnet-cni").toString());
  }

  private void assertSame(ImageKind kind, String launcher) throws Exception {
    Path first = BUILT.resolve(kind.program().title());
    Path archive = BUILT.resolve("images/" + ImageBuild.name(kind, Architecture.here()) + ".tar");
    Instant time = Files.getLastModifiedTime(first).toInstant();
    String version = version(archive);
    Path second = directory.resolve("a place with another name").resolve("tree");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(kind.program().title(), second.toString(), time.toString(), launcher));
    arguments.add(
        BUILT
            .resolveSibling("images/src/classes/" + kind.program().title() + ".classes")
            .toString());
    new RuntimeAssembly(kind.program(), second, time)
        .jarsOf(first)
        .forEach(jar -> arguments.add(jar.toString()));

    RuntimeAssembly.main(arguments.toArray(String[]::new));
    Path blobs = Files.createDirectory(directory.resolve("blobs"));
    new ImageBuild(directory, blobs, version, time)
        .build(kind, new Base(Base.usual(), Architecture.here()), second);

    assertThat(Files.mismatch(directory.resolve(archive.getFileName()), archive)).isEqualTo(-1);
  }

  private String version(Path archive) throws Exception {
    String name =
        UnpackedArchive.of(archive, directory.resolve("image"))
            .entry()
            .at("/annotations/io.containerd.image.name")
            .asText();
    return name.substring(name.lastIndexOf(':') + 1);
  }
}
