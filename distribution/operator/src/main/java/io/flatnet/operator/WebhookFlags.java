package io.flatnet.operator;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of existing manifests. */
@SuppressWarnings("UnusedVariable") // accepted, and that is all
final class WebhookFlags {
  @Option(names = "--port", paramLabel = "N")
  private @Nullable Integer port;

  @Option(names = "--bind-address", paramLabel = "ADDRESS")
  private @Nullable String bindAddress;

  @Option(names = "--tls-cert-file", paramLabel = "FILE")
  private @Nullable String tlsCertFile;

  @Option(names = "--tls-private-key-file", paramLabel = "FILE")
  private @Nullable String tlsPrivateKeyFile;

  @Option(names = "--webhook-server", arity = "0..1", fallbackValue = "true", paramLabel = "BOOL")
  private @Nullable Boolean webhookServer;

  boolean askForServer() {
    return !Boolean.FALSE.equals(webhookServer);
  }
}
