package io.flatnet.webhook.server;

import io.flatnet.webhook.certificate.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate chain and its key in two PEM files, followed as they change: written in place,
 * replaced by a rename, or, as the kubelet does with a mounted Secret, exchanged together by the
 * link {@code ..data} beside them.
 *
 * <p>A pair that cannot be used, because one file is not PEM, they do not go together or the
 * certificate has expired, is refused with an ERROR in the log, and the one before it stays. The
 * folders are watched, and besides that the files are read once a minute, for file systems that
 * tell nothing. One thread; {@link #close} ends it.
 */
public final class CertificateFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
  private static final long LOOK_ANYWAY_MILLIS = 60_000;

  /** Two files are seldom written in one moment: wait until nothing happens for so long. */
  private static final long QUIET_MILLIS = 200;

  /** So often at most, so that a folder which is never quiet is read all the same. */
  private static final int MAX_WAITS = 20;

  /** What the two files hold; equal if nothing changed. */
  private record Content(String certificates, String key) {}

  private final Path certificates;
  private final Path key;
  private final InstantSource clock;
  private final TlsIdentities identities;
  private final WatchService watch;
  private final Thread thread;
  private @Nullable Content seen;

  private CertificateFiles(Path certificates, Path key, InstantSource clock) throws IOException {
    this.certificates = certificates.toAbsolutePath();
    this.key = key.toAbsolutePath();
    this.clock = clock;
    this.watch = this.certificates.getFileSystem().newWatchService();
    try {
      for (Path folder : List.of(folder(this.certificates), folder(this.key))) {
        folder.register(
            watch,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
      Content content = read();
      this.identities = new TlsIdentities(usable(content));
      this.seen = content;
    } catch (IOException | IllegalArgumentException e) {
      watch.close();
      throw e;
    }
    this.thread =
        Thread.ofPlatform().name("flatnet-certificate-files").daemon().unstarted(this::follow);
  }

  /**
   * Reads the files and begins to follow them.
   *
   * @param certificates the file of the chain, the server's own first
   * @param key the file of the private key
   * @param clock tells whether a certificate has expired
   * @throws IOException if a file cannot be read or its folder not be watched
   * @throws IllegalArgumentException if the pair cannot be used
   */
  public static CertificateFiles follow(Path certificates, Path key, InstantSource clock)
      throws IOException {
    CertificateFiles files = new CertificateFiles(certificates, key, clock);
    files.thread.start();
    return files;
  }

  /** What a server shows; exchanged when the files change. */
  public TlsIdentities identities() {
    return identities;
  }

  /** Stops following; the identity stays as it is. */
  @Override
  public void close() throws IOException {
    watch.close();
    thread.interrupt();
  }

  private static Path folder(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException("cannot watch \"" + file + "\": it must be a file in a folder");
    }
    return folder;
  }

  private void follow() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        awaitChange();
        look();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.debug("stopped following {} and {}", certificates, key);
    }
  }

  private void awaitChange() throws InterruptedException {
    WatchKey event = watch.poll(LOOK_ANYWAY_MILLIS, TimeUnit.MILLISECONDS);
    for (int waits = 0; event != null && waits < MAX_WAITS; waits++) {
      event.pollEvents();
      event.reset();
      event = watch.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (event != null) {
      event.reset();
    }
  }

  private void look() {
    try {
      Content content = read();
      if (content.equals(seen)) {
        return;
      }
      seen = content; // of a broken pair too: it is told once
      TlsIdentity next = usable(content);
      identities.exchange(next);
      LOG.info("serving certificate exchanged: {}", next);
    } catch (IOException e) {
      if (seen != null) { // told once
        seen = null;
        refused(e);
      }
    } catch (IllegalArgumentException e) {
      refused(e);
    }
  }

  private void refused(Exception reason) {
    LOG.error(
        "cannot use the new certificate \"{}\" with the key \"{}\": {}; mend the files, until then"
            + " the old one stays: {}",
        certificates,
        key,
        reason.toString(),
        identities.current());
  }

  private Content read() throws IOException {
    return new Content(text(certificates), text(key));
  }

  /** Bytes one by one: what is no PEM is found by those who parse it. */
  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private TlsIdentity usable(Content content) {
    TlsIdentity identity = TlsIdentity.ofPem(content.certificates(), content.key());
    if (identity.chain().getFirst().getNotAfter().toInstant().isBefore(clock.instant())) {
      throw new IllegalArgumentException(
          "cannot use the certificate \""
              + identity
              + "\": it must not have expired, got it at "
              + clock.instant()
              + "; renew it");
    }
    return identity;
  }
}
