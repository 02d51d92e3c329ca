package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/**
 * A Kubernetes API server in this JVM, on loopback with TLS.
 *
 * <p>All it knows is in memory and gone with it. See the package for what it does and what it
 * leaves out. Thread-safe.
 */
public final class EmbeddedApiServer implements AutoCloseable {
  private static final List<String> FIRST_NAMESPACES =
      List.of("default", "kube-node-lease", "kube-public", "kube-system");

  private final Options options;
  private final Tokens tokens = new Tokens();
  private final ServerCertificate certificate = ServerCertificate.create("localhost");
  private final ObjectStore store;
  private final Admission admission;
  private final Housekeeper housekeeper;
  private final Watches watches;
  private final HttpsServer https;

  /**
   * How a server is started.
   *
   * @param directory where its kubeconfig files go; it must exist
   * @param port the loopback port, 0 for a free one
   * @param historyCapacity how many changes of each kind watches can look back on, at least 1
   */
  public record Options(Path directory, int port, int historyCapacity) {
    /** The rules above, checked. */
    public Options {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException(
            "cannot listen on port \"" + port + "\": must be 0..65535");
      }
      if (historyCapacity < 1) {
        throw new IllegalArgumentException(
            "cannot keep a history of \"" + historyCapacity + "\" changes: must be at least 1");
      }
    }

    /** A free port and a history of 10,000 changes. */
    public static Options in(Path directory) {
      return new Options(directory, 0, 10_000);
    }
  }

  private EmbeddedApiServer(Options options) throws IOException {
    this.options = options;
    InstantSource clock = InstantSource.system();
    TypeRegistry types = new TypeRegistry(BuiltInTypes.all());
    Housekeeper.Feed feed = new Housekeeper.Feed();
    store = new ObjectStore(options.historyCapacity(), feed);
    admission = new Admission(store);
    Deletes deletes = new Deletes(store, clock, admission);
    housekeeper = new Housekeeper(feed, types, store, deletes);
    Writes writes =
        new Writes(
            store,
            new ObjectRules(clock),
            new Names(store, new SecureRandom()),
            new NamespaceGuard(store),
            new Definitions(types, clock),
            admission);
    FIRST_NAMESPACES.forEach(
        name -> writes.create(namespaces(), namespace(name), WriteOptions.ofServer()));
    watches = new Watches(store);
    ResourceApi api =
        new ResourceApi(
            new Router(types), new Discovery(types), new Reads(store), watches, writes, deletes);
    https = HttpsServer.start(options.port(), certificate, new HttpFront(api, tokens));
    housekeeper.start();
  }

  /**
   * Starts a server on a free port.
   *
   * @param directory where its kubeconfig files go; it must exist
   * @throws IOException if it cannot listen
   */
  public static EmbeddedApiServer start(Path directory) throws IOException {
    return start(Options.in(directory));
  }

  /**
   * Starts a server.
   *
   * @throws IOException if it cannot listen
   */
  public static EmbeddedApiServer start(Options options) throws IOException {
    return new EmbeddedApiServer(options);
  }

  /** Where it listens, such as {@code https://127.0.0.1:40123}. */
  public URI uri() {
    return https.uri();
  }

  /** As {@link #kubeconfig(String)} for {@code admin}. */
  public Path kubeconfig() throws IOException {
    return kubeconfig("admin");
  }

  /**
   * A kubeconfig file, readable by this user only, which needs no other file.
   *
   * @param user a name for the token; every user may do everything
   */
  public Path kubeconfig(String user) throws IOException {
    String text =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: embedded
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: user
          user:
            token: %s
        contexts:
        - name: embedded
          context:
            cluster: embedded
            user: user
        current-context: embedded
        """
            .formatted(
                uri(),
                Base64.getEncoder()
                    .encodeToString(certificate.pem().getBytes(StandardCharsets.UTF_8)),
                tokens.of(user));
    Path file = options.directory().resolve("kubeconfig-" + user.replace('/', '_'));
    Path fresh =
        Files.createTempFile(
            options.directory(),
            "kubeconfig",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text);
    return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** How many watches have a client. */
  int runningWatches() {
    return watches.running();
  }

  /** Ends all watches and stops listening. The kubeconfig files stay. */
  @Override
  public void close() {
    housekeeper.close();
    store.close();
    https.close();
    admission.close();
  }

  private static Target namespaces() {
    return new Target(BuiltInTypes.NAMESPACES, "", "", "");
  }

  private static ObjectNode namespace(String name) {
    ObjectNode namespace = Json.object();
    Metadata.of(namespace).fields().put("name", name);
    return namespace;
  }
}
