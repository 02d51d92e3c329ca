package io.flatnet.testcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes control plane on loopback: etcd and kube-apiserver, on request also
 * kube-controller-manager, with fresh certificates, RBAC on and anonymous requests refused.
 *
 * <p>Nothing of it outlives this JVM, even one that is killed: see {@link ChildProcess}. etcd
 * listens on a loopback port without a password and does not sync its disk, so this is for tests
 * only. Thread-safe.
 */
public final class ControlPlane implements AutoCloseable {
  private static final int ATTEMPTS = 3;

  private final Path directory;
  private final ControlPlaneBinaries binaries;
  private final CertificateAuthority authority = new CertificateAuthority();
  private final List<ChildProcess> processes = new ArrayList<>();
  private final Map<Member, ChildProcess> current = new EnumMap<>(Member.class);
  private final Map<String, Path> kubeconfigs = new ConcurrentHashMap<>();
  private final int etcdPort;
  private final int apiServerPort;
  private final List<String> apiServerFlags;
  private @Nullable ApiClient admin;
  private boolean controllerManager;

  private ControlPlane(ControlPlaneBinaries binaries, List<String> apiServerFlags)
      throws IOException {
    this.binaries = binaries;
    this.apiServerFlags = apiServerFlags;
    this.directory =
        Files.createTempDirectory(
            "flatnet-control-plane",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    this.etcdPort = freePort();
    this.apiServerPort = freePort();
  }

  /**
   * Starts a control plane and waits until it is ready: about 4 s.
   *
   * @param apiServerFlags flags of kube-apiserver beside our own, such as those of its audit log
   * @throws IOException if a binary is missing or does not become ready; the message has the end of
   *     its log
   */
  public static ControlPlane start(String... apiServerFlags) throws IOException {
    ControlPlaneBinaries binaries = ControlPlaneBinaries.find(TestHome.ofEnvironment());
    Optional<String> missing = binaries.missing(false);
    if (missing.isPresent()) {
      throw new IOException("cannot start a control plane: " + missing.get());
    }
    IOException failure = new IOException("no attempt");
    // A free port is only free until someone else takes it.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ControlPlane controlPlane = new ControlPlane(binaries, List.of(apiServerFlags));
      try {
        controlPlane.launch();
        return controlPlane;
      } catch (IOException e) {
        failure = e;
        controlPlane.close();
      }
    }
    throw failure;
  }

  /** Where the API server listens, such as {@code https://127.0.0.1:40123}. */
  public URI server() {
    return URI.create("https://127.0.0.1:" + apiServerPort);
  }

  /**
   * A kubeconfig file, readable by this user only, which needs no other file.
   *
   * @param user {@code admin} (group {@code system:masters}), or a service account as {@code
   *     namespace/name}: a client certificate with that account's user name and groups, whether or
   *     not the ServiceAccount object exists
   */
  public Path kubeconfig(String user) {
    return kubeconfigs.computeIfAbsent(user, this::writeKubeconfig);
  }

  /**
   * Creates or updates the objects of YAML documents (server-side apply, forced) and waits until
   * CustomResourceDefinitions among them are served.
   *
   * @throws IOException if the server refuses one; the message has its name and the answer
   */
  public void apply(String yaml) throws IOException {
    new Manifests(admin()).apply(yaml);
  }

  /** As {@link #apply(String)}, for a file or for all {@code .yaml} files of a directory. */
  public void apply(Path fileOrDirectory) throws IOException {
    for (Path file : Manifests.files(fileOrDirectory)) {
      apply(Files.readString(file));
    }
  }

  /**
   * Starts kube-controller-manager: owner garbage collection, workload controllers, namespaces. A
   * second call does nothing.
   *
   * @throws IOException if its binary is missing or does not start
   */
  public synchronized void startControllerManager() throws IOException {
    if (controllerManager) {
      return;
    }
    Optional<String> missing = binaries.missing(true);
    if (missing.isPresent()) {
      throw new IOException("cannot start kube-controller-manager: " + missing.get());
    }
    run(
        "kube-controller-manager",
        List.of(
            binaries.controllerManager().toString(),
            "--kubeconfig=" + kubeconfig("admin"),
            "--leader-elect=false",
            "--secure-port=0",
            "--root-ca-file=" + directory.resolve("ca.crt"),
            "--service-account-private-key-file=" + directory.resolve("sa.key")));
    controllerManager = true;
  }

  /** What a test may do harm to. */
  public enum Member {
    /** The store of the API server. */
    ETCD("etcd"),
    /** The API server. */
    API_SERVER("kube-apiserver");

    private final String binary;

    Member(String binary) {
      this.binary = binary;
    }
  }

  /** Stops a process in its tracks (SIGSTOP) until {@link #resume}: its connections stay open. */
  public synchronized void pause(Member member) throws IOException {
    running(member).signal("STOP");
  }

  /** Lets a paused process go on. */
  public synchronized void resume(Member member) throws IOException {
    running(member).signal("CONT");
  }

  /**
   * Kills a process and starts it again with the same data and port; returns when the API server is
   * ready.
   */
  public synchronized void restart(Member member) throws IOException {
    ChildProcess old = running(member);
    old.signal("KILL");
    old.awaitEnd();
    ChildProcess fresh =
        run(member.binary, member == Member.ETCD ? etcdCommand() : apiServerCommand());
    current.put(member, fresh);
    admin().awaitReady(running(Member.API_SERVER), Duration.ofSeconds(90));
  }

  private ChildProcess running(Member member) {
    ChildProcess process = current.get(member);
    if (process == null) {
      throw new IllegalStateException("cannot find " + member.binary + ": it was not started");
    }
    return process;
  }

  /** Stops every process and removes every file. A second call does nothing. */
  @Override
  public synchronized void close() {
    processes.reversed().forEach(ChildProcess::close);
    processes.clear();
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }

  private synchronized void launch() throws IOException {
    keepDirectory();
    write("ca.crt", authority.certificatePem());
    CertificateAuthority.Identity server = authority.issueServer();
    write("apiserver.crt", server.certificatePem());
    write("apiserver.key", server.keyPem());
    KeyPair serviceAccounts = CertificateAuthority.newKeyPair();
    write(
        "sa.key",
        CertificateAuthority.pem("PRIVATE KEY", serviceAccounts.getPrivate().getEncoded()));
    write(
        "sa.pub", CertificateAuthority.pem("PUBLIC KEY", serviceAccounts.getPublic().getEncoded()));
    current.put(Member.ETCD, run("etcd", etcdCommand()));
    ChildProcess apiServer = run("kube-apiserver", apiServerCommand());
    current.put(Member.API_SERVER, apiServer);
    admin().awaitReady(apiServer, Duration.ofSeconds(90));
  }

  /** The last to end with this JVM, whatever ends that, takes the directory with it. */
  private void keepDirectory() throws IOException {
    processes.add(
        ChildProcess.start(
            List.of("sleep", "infinity"), Map.of(), directory.resolve("keeper.log"), directory));
  }

  private List<String> etcdCommand() {
    String url = "http://127.0.0.1:" + etcdPort;
    return List.of(
        binaries.etcd().toString(),
        "--data-dir=" + directory.resolve("etcd"),
        "--listen-client-urls=" + url,
        "--advertise-client-urls=" + url,
        "--listen-peer-urls=http://127.0.0.1:0",
        "--unsafe-no-fsync",
        "--log-level=warn");
  }

  private List<String> apiServerCommand() {
    List<String> command = new ArrayList<>(apiServerOwnCommand());
    command.addAll(apiServerFlags);
    return command;
  }

  private List<String> apiServerOwnCommand() {
    return List.of(
        binaries.apiServer().toString(),
        "--etcd-servers=http://127.0.0.1:" + etcdPort,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--secure-port=" + apiServerPort,
        "--anonymous-auth=false",
        "--authorization-mode=RBAC",
        "--client-ca-file=" + directory.resolve("ca.crt"),
        "--tls-cert-file=" + directory.resolve("apiserver.crt"),
        "--tls-private-key-file=" + directory.resolve("apiserver.key"),
        "--cert-dir=" + directory,
        "--service-cluster-ip-range=10.43.0.0/16",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + directory.resolve("sa.pub"),
        "--service-account-signing-key-file=" + directory.resolve("sa.key"),
        // Waits for pods' service accounts, which only kube-controller-manager makes.
        "--disable-admission-plugins=ServiceAccount",
        "--allow-privileged=true");
  }

  private ChildProcess run(String name, List<String> command) throws IOException {
    ChildProcess process = ChildProcess.start(command, Map.of(), directory.resolve(name + ".log"));
    processes.add(process);
    return process;
  }

  private synchronized ApiClient admin() {
    ApiClient client = admin;
    if (client == null) {
      client =
          new ApiClient(
              server(),
              authority.certificate(),
              authority.issueClient("admin", List.of("system:masters")));
      admin = client;
    }
    return client;
  }

  private Path writeKubeconfig(String user) {
    CertificateAuthority.Identity identity;
    if (user.equals("admin")) {
      identity = authority.issueClient("admin", List.of("system:masters"));
    } else {
      ServiceAccount account = ServiceAccount.parse(user);
      identity = authority.issueClient(account.userName(), account.groups());
    }
    try {
      return write(
          "kubeconfig-" + user.replace('/', '_'),
          Kubeconfig.text(server(), authority.certificatePem(), user, identity));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a kubeconfig for " + user, e);
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
