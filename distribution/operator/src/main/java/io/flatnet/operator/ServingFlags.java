package io.flatnet.operator;

import picocli.CommandLine.Option;

/** Flags about what the process answers. */
final class ServingFlags {
  private static final String METRICS_DEFAULT = "0.0.0.0:8080";
  private static final String SOCKET_DEFAULT = "/tmp/log.sock";

  @Option(
      names = "--metrics-bind-address",
      paramLabel = "ADDRESS",
      converter = BindAddress.Converter.class,
      description =
          "Where /healthz, /readyz and /metrics are, plain HTTP; 0 is nowhere; "
              + METRICS_DEFAULT
              + ".")
  BindAddress metrics = BindAddress.parse(METRICS_DEFAULT);

  @Option(
      names = "--log-socket",
      paramLabel = "PATH",
      description =
          "The Unix socket of the log level; empty is none; "
              + SOCKET_DEFAULT
              + ". Read: curl --unix-socket "
              + SOCKET_DEFAULT
              + " http://x/v1/loglevel; set: the same with -d level=debug.")
  String logSocket = SOCKET_DEFAULT;
}
