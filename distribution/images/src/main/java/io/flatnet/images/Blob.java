package io.flatnet.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Content that an image names by its digest.
 *
 * @param mediaType what it is
 * @param digest {@code sha256:} and the digest in hexadecimal
 * @param sizeBytes its size
 * @param file where it is on this disk
 */
record Blob(String mediaType, String digest, long sizeBytes, Path file) {

  /** Writes to a stream. */
  interface Source {
    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Stores content in a directory, under its digest.
   *
   * @throws IOException if it cannot be made or written
   */
  static Blob store(Path directory, String mediaType, Source source) throws IOException {
    Path beside = Files.createTempFile(directory, "blob", ".part");
    String digest;
    try (OutputStream file = Files.newOutputStream(beside);
        DigestOutputStream digested = new DigestOutputStream(file, sha256())) {
      source.writeTo(digested);
      digest = hex(digested.getMessageDigest());
    }
    Path stored = directory.resolve(digest);
    Files.move(beside, stored, StandardCopyOption.REPLACE_EXISTING);
    return new Blob(mediaType, "sha256:" + digest, Files.size(stored), stored);
  }

  /** As {@link #store(Path, String, Source)}, of text. */
  static Blob store(Path directory, String mediaType, String text) throws IOException {
    return store(directory, mediaType, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Where it is in an image layout. */
  String path() {
    return "blobs/" + digest.replace(':', '/');
  }

  /** Starts a digest. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Ends a digest. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
