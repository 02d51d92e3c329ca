package io.flatnet.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runtimes on a node's disk, for calls without an agent: {@code releases/ID} for each, and
 * {@code bin}, a symbolic link to the newest one's. A release appears whole, under its name, and
 * {@code bin} changes by a rename; the release before stays, for calls that still run from it, and
 * goes with the next installation.
 *
 * <p>Installers take turns by a lock on {@code .lock}, which ends with their process.
 */
final class RuntimeReleases {
  /** Names a release by its content; written when it is assembled. */
  static final String ID_FILE = "lib/flatnet-release";

  private static final String STAGED = ".staged";

  private final Path directory;
  private final Path releases;
  private final Path bin;

  /** Looks at nothing yet. */
  RuntimeReleases(Path directory) {
    this.directory = directory;
    this.releases = directory.resolve("releases");
    this.bin = directory.resolve("bin");
  }

  /**
   * Copies a runtime here, unless it is here, and makes it the one that {@code bin} names.
   *
   * @param runtime the directory with {@code bin}, {@code lib} and {@code app}
   * @return whether anything was changed
   * @throws IOException if it cannot; {@code bin} then names what it did before
   */
  boolean install(Path runtime) throws IOException {
    try {
      Files.createDirectories(releases);
      try (FileChannel lock =
          FileChannel.open(
              directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        return installAlone(runtime);
      }
    } catch (IOException e) {
      throw WholeFile.failed(directory, e);
    }
  }

  private boolean installAlone(Path runtime) throws IOException {
    String id = Files.readString(runtime.resolve(ID_FILE)).strip();
    Path release = releases.resolve(id);
    Path before = current();
    boolean copied = !Files.isDirectory(release);
    if (copied) {
      remove(releases.resolve(STAGED));
      stage(runtime, releases.resolve(STAGED));
      WholeFile.rename(releases.resolve(STAGED), release);
    }
    boolean switched = !release.equals(before);
    if (switched) {
      Path link = directory.resolve(".bin.new");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of("releases", id, "bin"));
      WholeFile.rename(link, bin);
      removeOthers(List.of(release, before == null ? release : before));
    }
    return copied || switched;
  }

  private @Nullable Path current() throws IOException {
    if (!Files.isSymbolicLink(bin)) {
      return null;
    }
    return directory.resolve(Files.readSymbolicLink(bin)).getParent();
  }

  private void removeOthers(List<Path> kept) throws IOException {
    try (Stream<Path> found = Files.list(releases)) {
      for (Path release : found.filter(path -> !kept.contains(path)).toList()) {
        remove(release);
      }
    }
  }

  /** A copy with its times: the archive of loaded classes is only taken for the very same jars. */
  private static void stage(Path runtime, Path copy) throws IOException {
    try {
      Files.walkFileTree(
          runtime,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes)
                throws IOException {
              Files.createDirectory(copy.resolve(runtime.relativize(from)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes)
                throws IOException {
              Path to = copy.resolve(runtime.relativize(from));
              Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
              if (attributes.isRegularFile()) {
                WholeFile.flush(to);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path from, @Nullable IOException failure)
                throws IOException {
              FileVisitResult next = super.postVisitDirectory(from, failure);
              WholeFile.flush(copy.resolve(runtime.relativize(from)));
              return next;
            }
          });
    } catch (IOException e) {
      discard(copy, e);
      throw e;
    }
  }

  private static void discard(Path copy, IOException cause) {
    try {
      remove(copy);
    } catch (IOException e) {
      cause.addSuppressed(e); // the next installation tries again
    }
  }

  private static void remove(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            FileVisitResult next = super.postVisitDirectory(visited, failure);
            Files.delete(visited);
            return next;
          }
        });
  }
}
