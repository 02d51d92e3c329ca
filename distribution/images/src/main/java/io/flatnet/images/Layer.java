package io.flatnet.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A layer of an image: a compressed archive whose bytes follow from its content alone. Entries are
 * sorted, have one time, and belong to root.
 *
 * @param blob the compressed archive
 * @param diffId the digest of the archive before it was compressed
 * @param what said to people
 */
record Layer(Blob blob, String diffId, String what) {
  private static final String MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

  /**
   * Packs content into a directory of blobs.
   *
   * @throws IOException if a file cannot be read or written
   */
  static Layer pack(Path blobs, String what, LayerContent content, Instant time)
      throws IOException {
    MessageDigest uncompressed = Blob.sha256();
    Blob blob =
        Blob.store(
            blobs,
            MEDIA_TYPE,
            out -> {
              try (GZIPOutputStream gzip = new Gzip(out)) {
                write(content, time, new DigestOutputStream(gzip, uncompressed));
              }
            });
    return new Layer(blob, "sha256:" + Blob.hex(uncompressed), what);
  }

  private static void write(LayerContent content, Instant time, OutputStream out)
      throws IOException {
    try (TarArchiveOutputStream tar = archive(out)) {
      for (Map.Entry<String, LayerContent.Entry> entry : content.entries().entrySet()) {
        add(tar, entry.getKey(), entry.getValue(), time);
      }
    }
  }

  private static void add(
      TarArchiveOutputStream tar, String path, LayerContent.Entry entry, Instant time)
      throws IOException {
    switch (entry) {
      case LayerContent.Directory _ -> {
        tar.putArchiveEntry(header(new TarArchiveEntry(path + "/"), entry, time));
      }
      case LayerContent.Link(String target) -> {
        TarArchiveEntry header = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        header.setLinkName(target);
        tar.putArchiveEntry(header(header, entry, time));
      }
      case LayerContent.Text text -> {
        TarArchiveEntry header = header(new TarArchiveEntry(path), entry, time);
        header.setSize(text.bytes().length);
        tar.putArchiveEntry(header);
        tar.write(text.bytes());
      }
      case LayerContent.Copy(Path source, int _) -> {
        TarArchiveEntry header = header(new TarArchiveEntry(path), entry, time);
        header.setSize(Files.size(source));
        tar.putArchiveEntry(header);
        Files.copy(source, tar);
      }
    }
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry header(
      TarArchiveEntry header, LayerContent.Entry entry, Instant time) {
    header.setMode(entry.mode());
    header.setIds(0, 0);
    header.setNames("", "");
    header.setLastModifiedTime(FileTime.from(time));
    return header;
  }

  /** An archive that every reader since POSIX 1003.1-2001 knows. */
  static TarArchiveOutputStream archive(OutputStream out) {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    return tar;
  }

  /** RFC 1952, without name and time. */
  private static final class Gzip extends GZIPOutputStream {
    private static final int LEVEL = 6; // 9 takes three times as long, for half a percent
    private static final int BUFFER_BYTES = 64 * 1024;

    Gzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(LEVEL);
    }
  }
}
