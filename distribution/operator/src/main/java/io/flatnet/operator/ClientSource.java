package io.flatnet.operator;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the API server is and how to log in, as {@code kubectl} and Go's clients decide it. */
final class ClientSource {
  private ClientSource() {}

  /**
   * Makes a client. In this order: the given kubeconfig, the pod's service account, the file that
   * {@code KUBECONFIG} names, {@code ~/.kube/config}, the master alone.
   *
   * @param master replaces the server's URL, or null
   * @throws UsageException with one line that says what to do
   */
  static ApiClient open(
      @Nullable Path kubeconfig, @Nullable String master, Map<String, String> environment)
      throws UsageException {
    ApiClient client = source(kubeconfig, null, master, environment);
    return master == null ? client : client.setBasePath(stripped(master));
  }

  /**
   * Makes a client of the same sources.
   *
   * @param context of the kubeconfig, or null for its current one; with a context the pod's service
   *     account does not count
   * @throws UsageException with one line that says what to do
   */
  static ApiClient openContext(
      @Nullable Path kubeconfig, @Nullable String context, Map<String, String> environment)
      throws UsageException {
    return source(kubeconfig, context, null, environment);
  }

  /**
   * The namespace that a context names; {@code default} where none is named, and without a
   * kubeconfig.
   *
   * @throws UsageException with one line that says what to do
   */
  static String namespace(
      @Nullable Path kubeconfig, @Nullable String context, Map<String, String> environment)
      throws UsageException {
    Path file = kubeconfig == null ? kubeconfig(environment) : kubeconfig;
    String named = Files.isReadable(file) ? load(file, context).getNamespace() : null;
    return named == null || named.isEmpty() ? "default" : named;
  }

  private static Path kubeconfig(Map<String, String> environment) {
    String named = environment.getOrDefault(Variable.KUBECONFIG.name(), "");
    return named.isEmpty()
        ? Path.of(environment.getOrDefault("HOME", "/"), ".kube", "config")
        : Path.of(named);
  }

  private static ApiClient source(
      @Nullable Path kubeconfig,
      @Nullable String context,
      @Nullable String master,
      Map<String, String> environment)
      throws UsageException {
    if (kubeconfig != null) {
      return fromFile(kubeconfig, context);
    }
    if (context == null && environment.containsKey("KUBERNETES_SERVICE_HOST")) {
      return inCluster();
    }
    Path own = kubeconfig(environment);
    boolean isNamed = !environment.getOrDefault(Variable.KUBECONFIG.name(), "").isEmpty();
    if (isNamed || Files.isReadable(own)) {
      return fromFile(own, context);
    }
    if (master != null) {
      return new ClientBuilder().setBasePath(stripped(master)).build();
    }
    throw new UsageException(
        "cannot find the API server: this is no pod, and there is no kubeconfig; name one with"
            + " --kubeconfig",
        null);
  }

  private static ApiClient fromFile(Path file, @Nullable String context) throws UsageException {
    KubeConfig config = load(file, context);
    try {
      return ClientBuilder.kubeconfig(config).build();
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static KubeConfig load(Path file, @Nullable String context) throws UsageException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      KubeConfig config = KubeConfig.loadKubeConfig(reader);
      config.setFile(file.toFile()); // paths in it are relative to it
      if (context != null && !config.setContext(context)) {
        throw new UsageException(
            "cannot find context \""
                + context
                + "\" in kubeconfig \""
                + file
                + "\"; see kubectl config get-contexts",
            null);
      }
      return config;
    } catch (IOException | RuntimeException e) { // the client throws whatever its YAML parser does
      throw unreadable(file, e);
    }
  }

  private static UsageException unreadable(Path file, Exception reason) {
    return new UsageException(
        "cannot read kubeconfig \""
            + file
            + "\": "
            + firstLine(reason)
            + "; name a readable one with --kubeconfig",
        reason);
  }

  private static ApiClient inCluster() throws UsageException {
    try {
      return ClientBuilder.cluster().build();
    } catch (IOException | RuntimeException e) {
      throw new UsageException(
          "cannot use the pod's service account: "
              + firstLine(e)
              + "; mount its token, or name a kubeconfig with --kubeconfig",
          e);
    }
  }

  private static String firstLine(Exception error) {
    String text = error.toString();
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.replaceFirst("^[\\w.$]+\\.(?=\\w+(:|$))", "");
  }

  private static String stripped(String master) {
    return master.endsWith("/") ? master.substring(0, master.length() - 1) : master;
  }
}
