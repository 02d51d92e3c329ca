package io.flatnet.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A directory with all that is in it. Nobody else may change it meanwhile. */
final class FileTree {
  private static final int DIGEST_BYTES = 6;

  private final Path root;

  FileTree(Path root) {
    this.root = root;
  }

  /** Deletes a directory with all that is in it, if it is there. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path path : new FileTree(root).paths().reversed()) {
      Files.delete(path);
    }
  }

  /** All paths, sorted, a directory before what it holds. */
  private List<Path> paths() throws IOException {
    try (Stream<Path> found = Files.walk(root)) {
      return found.sorted(Comparator.naturalOrder()).toList();
    }
  }

  /** A short digest of all names and contents. */
  String digest() throws IOException {
    MessageDigest digest = Blob.sha256();
    try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Path path : paths()) {
        out.write((root.relativize(path) + "\n").getBytes(StandardCharsets.UTF_8));
        if (Files.isSymbolicLink(path)) {
          out.write((Files.readSymbolicLink(path) + "\n").getBytes(StandardCharsets.UTF_8));
        } else if (Files.isRegularFile(path)) {
          out.write((Files.size(path) + "\n").getBytes(StandardCharsets.UTF_8));
          Files.copy(path, out);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
  }

  /**
   * Gives all files and directories one time, and the usual modes: everybody may read, only the
   * owner may write, and programs may be executed.
   */
  void normalise(Instant time) throws IOException {
    for (Path path : paths().reversed()) {
      if (!Files.isSymbolicLink(path)) {
        boolean executable = Files.isDirectory(path) || isProgram(root.relativize(path).toString());
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
      }
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(time), null, null);
    }
  }

  private static boolean isProgram(String path) {
    return path.startsWith("bin/") || path.equals("lib/jspawnhelper") || path.equals("lib/jexec");
  }
}
