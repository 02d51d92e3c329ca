package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Where API servers call the webhook. */
public sealed interface WebhookTarget {
  /** Where the server judges. */
  String PATH = "/validate";

  /** The names that the serving certificate is for: DNS names and IP addresses. */
  Set<String> serverNames();

  /** The {@code clientConfig} without the bundle. */
  JsonObject clientConfig();

  /**
   * A Service of the cluster.
   *
   * @param namespace its namespace
   * @param name its name
   * @param port its port, 1..65535
   */
  record Service(String namespace, String name, int port) implements WebhookTarget {
    private static final int MAX_PORT = 65_535;

    /**
     * Checks the port.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Service {
      if (port < 1 || port > MAX_PORT) {
        throw new IllegalArgumentException(
            "cannot use the port \"" + port + "\" of Service " + name + ": it must be 1..65535");
      }
    }

    /** Its name, alone and followed by its namespace, {@code svc} and the cluster's domain. */
    @Override
    public Set<String> serverNames() {
      String inNamespace = name + "." + namespace;
      return Set.of(name, inNamespace, inNamespace + ".svc", inNamespace + ".svc.cluster.local");
    }

    @Override
    public JsonObject clientConfig() {
      JsonObject service = new JsonObject();
      service.addProperty("namespace", namespace);
      service.addProperty("name", name);
      service.addProperty("path", PATH);
      service.addProperty("port", port);
      JsonObject config = new JsonObject();
      config.add("service", service);
      return config;
    }
  }

  /**
   * An address outside of the cluster's Services, for API servers that cannot reach those.
   *
   * @param uri such as {@code https://10.0.0.1:8443/validate}
   */
  record Url(URI uri) implements WebhookTarget {
    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException if it is not {@code https} or has no host
     */
    public Url {
      if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
        throw new IllegalArgumentException(
            "cannot call the webhook at \""
                + uri
                + "\": it must be https with a host, got another address");
      }
    }

    /** The host. */
    @Override
    public Set<String> serverNames() {
      return Set.of(uri.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT));
    }

    @Override
    public JsonObject clientConfig() {
      JsonObject config = new JsonObject();
      config.addProperty("url", uri.toString());
      return config;
    }
  }
}
