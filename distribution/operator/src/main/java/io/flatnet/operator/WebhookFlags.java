package io.flatnet.operator;

import io.flatnet.webhook.certificate.CertificateKeeper;
import io.flatnet.webhook.certificate.FailurePolicy;
import io.flatnet.webhook.certificate.TlsIdentity;
import io.flatnet.webhook.certificate.WebhookTarget;
import io.kubernetes.client.openapi.ApiClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Flags about the admission webhook. */
final class WebhookFlags {
  private static final int DEFAULT_PORT = 443;
  private static final int MAX_PORT = 65_535;
  private static final String CERTIFICATE = "/etc/webhook/certs/tls.crt";
  private static final String KEY = "/etc/webhook/certs/tls.key";

  @Option(
      names = "--webhook-server",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Serve the webhook, whether or not this replica leads; true.")
  private boolean served = true;

  @Option(
      names = "--port",
      paramLabel = "N",
      converter = PortConverter.class,
      description = "Its HTTPS port; 443.")
  private int port = DEFAULT_PORT;

  @Option(
      names = "--bind-address",
      paramLabel = "ADDRESS",
      description = "The local address it listens on; 0.0.0.0.")
  private String bindAddress = "0.0.0.0";

  @Option(
      names = "--tls-cert-file",
      paramLabel = "FILE",
      description =
          "Its certificate chain, PEM, followed as it changes; "
              + CERTIFICATE
              + ", and where that and its key are not there it makes its own.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-private-key-file",
      paramLabel = "FILE",
      description = "The chain's key; " + KEY + ".")
  private @Nullable Path key;

  @Option(
      names = "--webhook-failure-policy",
      paramLabel = "POLICY",
      converter = PolicyConverter.class,
      description =
          "What API servers do while no replica answers: Ignore lets objects in, Fail refuses"
              + " them; for a certificate of its own; Ignore.")
  private FailurePolicy policy = FailurePolicy.IGNORE;

  @Option(
      names = "--webhook-url",
      paramLabel = "URL",
      converter = UrlConverter.class,
      description =
          "Where API servers call that cannot reach Services, such as"
              + " https://10.0.0.1:8443/validate; the same for all replicas; for a certificate of"
              + " its own; the Service rancher-flat-network-webhook-svc.")
  private @Nullable WebhookTarget url;

  /** The two files of a certificate. */
  record Pair(Path certificate, Path key) {
    private boolean isThere() {
      return Files.exists(certificate) && Files.exists(key);
    }
  }

  /** Whether there is to be a webhook. */
  boolean isServed() {
    return served;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(bindAddress, port);
  }

  /**
   * The files that are to be shown; null when none are given and the usual ones are not both there.
   */
  @Nullable Pair files() {
    return files(new Pair(Path.of(CERTIFICATE), Path.of(KEY)));
  }

  /** The same where other files are the usual ones. */
  @Nullable Pair files(Pair usual) {
    if (certificate == null && key == null) {
      return usual.isThere() ? usual : null;
    }
    return new Pair(
        certificate == null ? usual.certificate : certificate, key == null ? usual.key : key);
  }

  /** Keeps a certificate of its own, and the API server's configuration that trusts it. */
  CertificateKeeper keeper(ApiClient client, Consumer<TlsIdentity> consumer) {
    CertificateKeeper.Builder builder =
        CertificateKeeper.builder(client, consumer).failurePolicy(policy);
    return url == null ? builder.build() : builder.target(url).build();
  }

  /** Kubernetes' words. */
  static final class PolicyConverter implements ITypeConverter<FailurePolicy> {
    @Override
    public FailurePolicy convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "ignore" -> FailurePolicy.IGNORE;
        case "fail" -> FailurePolicy.FAIL;
        default ->
            throw new TypeConversionException("must be Ignore or Fail, got \"" + text + "\"");
      };
    }
  }

  /** URLs that API servers can call. */
  static final class UrlConverter implements ITypeConverter<WebhookTarget> {
    @Override
    public WebhookTarget convert(String text) {
      try {
        return new WebhookTarget.Url(URI.create(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** TCP ports; 0 is any that is free. */
  static final class PortConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
      if (number < 0 || number > MAX_PORT) {
        throw new TypeConversionException(
            "must be a port, 0 to " + MAX_PORT + " where 0 is any, got \"" + text + "\"");
      }
      return number;
    }
  }
}
