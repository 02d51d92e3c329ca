package io.flatnet.cni.cluster;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A kubeconfig file's current context. The official client's reader would load its authenticators
 * for clouds and OpenID, with two cryptography libraries, into every node's agent.
 */
final class Kubeconfig {
  /** What asks a program, a cloud or a person for credentials; an agent has none of them. */
  private static final List<String> NOT_SUPPORTED =
      List.of("exec", "auth-provider", "username", "password", "as", "tls-server-name");

  private final Path file;
  private final Map<?, ?> root;

  private Kubeconfig(Path file, Map<?, ?> root) {
    this.file = file;
    this.root = root;
  }

  static ClusterAccess read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      return new Kubeconfig(file, root instanceof Map<?, ?> map ? map : Map.of()).access();
    } catch (YAMLException e) {
      throw new IOException("cannot read kubeconfig \"" + file + "\": it is no YAML", e);
    }
  }

  private ClusterAccess access() throws IOException {
    Map<?, ?> context = named("contexts", text(root, "current-context"), "context");
    Map<?, ?> cluster = named("clusters", text(context, "cluster"), "cluster");
    Map<?, ?> user = named("users", text(context, "user"), "user");
    for (String key : NOT_SUPPORTED) {
      if (user.containsKey(key) || cluster.containsKey(key)) {
        throw unusable("\"" + key + "\" is not supported; give a client certificate or a token");
      }
    }
    String server = text(cluster, "server");
    if (server == null) {
      throw unusable("its current context must name a cluster with a server");
    }
    String token = text(user, "token");
    String tokenFile = text(user, "tokenFile");
    return new ClusterAccess(
        URI.create(server.endsWith("/") ? server.substring(0, server.length() - 1) : server),
        bytes(cluster, "certificate-authority"),
        !Boolean.TRUE.equals(cluster.get("insecure-skip-tls-verify")),
        bytes(user, "client-certificate"),
        bytes(user, "client-key"),
        token,
        tokenFile == null ? null : resolved(tokenFile));
  }

  private Map<?, ?> named(String list, @Nullable String name, String field) throws IOException {
    Stream<?> entries = root.get(list) instanceof List<?> found ? found.stream() : Stream.of();
    return entries
        .filter(
            entry ->
                entry instanceof Map<?, ?> map
                    && map.get("name") instanceof String
                    && map.get("name").equals(name))
        .map(entry -> ((Map<?, ?>) entry).get(field))
        .filter(value -> value instanceof Map<?, ?>)
        .map(value -> (Map<?, ?>) value)
        .findFirst()
        .orElseThrow(() -> unusable("its %s have none named \"%s\"".formatted(list, name)));
  }

  /** Inline base64 in {@code NAME-data}, else the content of the file {@code NAME}. */
  private byte @Nullable [] bytes(Map<?, ?> map, String name) throws IOException {
    String data = text(map, name + "-data");
    if (data != null) {
      try {
        return Base64.getMimeDecoder().decode(data);
      } catch (IllegalArgumentException e) {
        throw new IOException(unusable(name + "-data is no base64").getMessage(), e);
      }
    }
    String path = text(map, name);
    return path == null ? null : Files.readAllBytes(resolved(path));
  }

  private Path resolved(String path) {
    return file.toAbsolutePath().resolveSibling(path);
  }

  private static @Nullable String text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String text && !text.isEmpty() ? text : null;
  }

  private IOException unusable(String reason) {
    return new IOException("cannot use kubeconfig \"%s\": %s".formatted(file, reason));
  }
}
