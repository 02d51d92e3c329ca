package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.flatnet.webhook.certificate.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Shows that a pair of files is followed in each of the ways in which it may change. */
class CertificateFilesIT {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final TlsIdentity first = AUTHORITY.issue("first");
  private final TlsIdentity second = AUTHORITY.issue("second");
  private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateFiles.class);
  private final List<String> errors = new CopyOnWriteArrayList<>();

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel() == Level.ERROR) {
            errors.add(event.getFormattedMessage());
          }
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
  }

  private Path crt() {
    return folder.resolve("tls.crt");
  }

  private Path key() {
    return folder.resolve("tls.key");
  }

  private static void write(Path into, TlsIdentity identity) throws IOException {
    Files.writeString(into.resolve("tls.crt"), TestAuthority.chainPem(identity));
    Files.writeString(into.resolve("tls.key"), TestAuthority.keyPem(identity));
  }

  private CertificateFiles follow() throws IOException {
    return CertificateFiles.follow(crt(), key(), Clock.systemUTC());
  }

  private static void awaitShown(CertificateFiles files, TlsIdentity identity) {
    await()
        .atMost(PATIENCE)
        .until(() -> files.identities().current().chain().equals(identity.chain()));
  }

  private void awaitError(String part) {
    await().atMost(PATIENCE).until(() -> errors.stream().anyMatch(line -> line.contains(part)));
  }

  @Test
  void files_whenWrittenInPlace_areExchanged() throws Exception {
    write(folder, first);
    try (CertificateFiles files = follow()) {
      awaitShown(files, first);
      write(folder, second);
      awaitShown(files, second);
    }
  }

  @Test
  void files_whenTheKubeletMovesItsLink_areExchanged() throws Exception {
    Path old = Files.createDirectory(folder.resolve("..2026_1"));
    write(old, first);
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
    Files.createSymbolicLink(crt(), Path.of("..data/tls.crt"));
    Files.createSymbolicLink(key(), Path.of("..data/tls.key"));
    try (CertificateFiles files = follow()) {
      awaitShown(files, first);
      write(Files.createDirectory(folder.resolve("..2026_2")), second);
      Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_2"));
      Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
      awaitShown(files, second);
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void files_whenTheNewPairIsBroken_keepTheOldOneAndSayWhy() throws Exception {
    write(folder, first);
    try (CertificateFiles files = follow()) {
      Files.writeString(crt(), TestAuthority.chainPem(second));
      awaitError("must be over the private key");
      Files.writeString(crt(), "no PEM");
      awaitError("must be PEM blocks");
      Files.delete(crt());
      awaitError("NoSuchFileException");
      assertThat(files.identities().current().chain()).isEqualTo(first.chain());
      assertThat(errors).noneMatch(line -> line.contains("BEGIN") || line.contains("\tat "));
      write(folder, second);
      awaitShown(files, second);
    }
  }

  @Test
  void files_whenTheNewCertificateHasExpired_keepTheOldOne() throws Exception {
    write(folder, first);
    try (CertificateFiles files = follow()) {
      Instant past = Instant.now().minus(Duration.ofMinutes(1));
      write(folder, AUTHORITY.issue("late", TestAuthority.keys("EC", 256), past));
      awaitError("must not have expired");
      assertThat(files.identities().current().chain()).isEqualTo(first.chain());
    }
  }

  @Test
  void follow_whenThePairCannotBeUsed_throws() throws Exception {
    write(folder, first);
    Files.writeString(key(), TestAuthority.keyPem(second));

    assertThatThrownBy(this::follow)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be over the private key");
    Files.delete(key());
    assertThatThrownBy(this::follow).isInstanceOf(IOException.class);
  }

  @Test
  void ofPem_readsEachFormOfKey() {
    for (String algorithm : List.of("EC", "RSA")) {
      int bits = algorithm.equals("EC") ? 256 : 2_048;
      TlsIdentity identity =
          AUTHORITY.issue(
              algorithm,
              TestAuthority.keys(algorithm, bits),
              Instant.now().plus(Duration.ofHours(1)));
      String chain = TestAuthority.chainPem(identity);

      TlsIdentity old = TlsIdentity.ofPem(chain, TestAuthority.keyPem(identity));
      TlsIdentity modern = TlsIdentity.ofPem(chain, TestAuthority.pkcs8Pem(identity));

      assertThat(modern.privateKey()).isEqualTo(identity.privateKey());
      assertThat(old.chain()).isEqualTo(identity.chain());
      assertThat(old.toString()).contains("CN=" + algorithm).doesNotContain("Private");
    }
  }

  @Test
  void ofPem_whenThereIsNoKey_saysWhatIsExpectedAndNotWhatWasThere() {
    String chain = TestAuthority.chainPem(first);
    for (String key : List.of("", "secret", chain)) {
      assertThatThrownBy(() -> TlsIdentity.ofPem(chain, key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot read the private key")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void ofPem_whenThereIsNoCertificate_saysSo() {
    assertThatThrownBy(() -> TlsIdentity.ofPem("", TestAuthority.keyPem(first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("certificate");
  }
}
