package io.flatnet.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a layer of an image holds, by path, without the first slash. Everything belongs to root, and
 * only root may write, but for what is said otherwise. Not thread-safe.
 */
final class LayerContent {
  /** A file, directory or symbolic link of a layer. */
  sealed interface Entry {
    /** The bits of its mode. */
    int mode();
  }

  /** A directory. */
  record Directory(int mode) implements Entry {}

  /** A file with the content of one on this disk. */
  record Copy(Path source, int mode) implements Entry {}

  /** A file with this content. */
  record Text(String content, int mode) implements Entry {
    byte[] bytes() {
      return content.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** A symbolic link. */
  record Link(String target) implements Entry {
    @Override
    public int mode() {
      return 0777;
    }
  }

  private static final int READABLE = 0644;
  private static final int EXECUTABLE = 0755;

  private final SortedMap<String, Entry> entries = new TreeMap<>();

  /** What was added, parents before what they hold. */
  SortedMap<String, Entry> entries() {
    return entries;
  }

  /** Adds a directory that only root may write. */
  LayerContent directory(String path) {
    return put(path, new Directory(EXECUTABLE));
  }

  /** Adds the directory that everybody may write, but not rename or remove what others wrote. */
  LayerContent sharedDirectory(String path) {
    return put(path, new Directory(01777));
  }

  /** Adds a file that everybody may read. */
  LayerContent text(String path, String content) {
    return put(path, new Text(content, READABLE));
  }

  /** Adds a symbolic link. */
  LayerContent link(String path, String target) {
    return put(path, new Link(target));
  }

  /** Adds a file of this disk, executable when it is so there. */
  LayerContent file(String path, Path source) {
    return put(path, new Copy(source, Files.isExecutable(source) ? EXECUTABLE : READABLE));
  }

  /**
   * Adds what a directory of this disk holds.
   *
   * @param path what the directory is called in the image
   * @param wanted asked for each file, by its path below the directory
   * @throws IOException if it cannot be read, or holds something other than files, directories and
   *     symbolic links
   */
  LayerContent tree(String path, Path directory, Predicate<String> wanted) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path source : found.toList()) {
        String below = directory.relativize(source).toString();
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS) || !wanted.test(below)) {
          continue; // directories come with what they hold
        }
        String name = path + "/" + below;
        if (Files.isSymbolicLink(source)) {
          link(name, Files.readSymbolicLink(source).toString());
        } else if (Files.isRegularFile(source)) {
          file(name, source);
        } else {
          throw new IOException("cannot pack \"" + source + "\": no file, directory or link");
        }
      }
    }
    return this;
  }

  private LayerContent put(String path, Entry entry) {
    int slash = path.lastIndexOf('/');
    if (slash > 0 && !entries.containsKey(path.substring(0, slash))) {
      directory(path.substring(0, slash));
    }
    entries.put(path, entry);
    return this;
  }
}
