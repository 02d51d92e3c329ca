package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shipped jar as a process of its own; closing it ends it. */
final class OperatorProcess implements AutoCloseable {
  static final Path JAR =
      Path.of(System.getProperty("flatnet.root", "."), "distribution/target/flatnet-operator.jar");
  private static final long LIMIT_SECONDS = 180; // on a machine that does much else
  private static final Pattern ADMITS =
      Pattern.compile("serves the admission webhook on \\S*:(\\d+)");
  private static final Pattern SERVED = Pattern.compile("/metrics on \\S*:(\\d+)");
  private static final String LISTEN = "0A"; // TCP_LISTEN, include/net/tcp_states.h

  private final Process process;
  private final Path out;
  private final Path err;

  OperatorProcess(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    out = Files.createTempFile(directory, "out", ".log");
    err = Files.createTempFile(directory, "err", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
    command.addAll(List.of(arguments));
    if (List.of(arguments).contains("operator") && arguments.length > 1) {
      add(command, "--metrics-bind-address", "127.0.0.1:0"); // others run beside it
      add(command, "--webhook-server", "false"); // who wants one says where
      add(command, "--log-socket", directory.resolve("log.sock").toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    builder.environment().put("HOME", directory.toString());
    builder.environment().putAll(environment);
    process = builder.start();
  }

  private static void add(List<String> command, String flag, String value) {
    if (command.stream().noneMatch(word -> word.startsWith(flag))) {
      command.add(flag + "=" + value);
    }
  }

  /** Its answer to a GET; waits until it has a port. */
  HttpAnswer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  /** Its answer to a POST of a form; waits until it has a port. */
  HttpAnswer post(String path, String form) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private HttpAnswer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              request.timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new HttpAnswer(response.statusCode(), "", response.body());
    } catch (ConnectException e) {
      throw new AssertionError("nothing listens any more: " + err(), e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** The port of its probes and metrics, by its own log. */
  int port() {
    return port(SERVED);
  }

  /** The port of its webhook, by its own log. */
  int webhookPort() {
    return port(ADMITS);
  }

  private int port(Pattern said) {
    AtomicInteger port = new AtomicInteger();
    await()
        .atMost(Duration.ofSeconds(LIMIT_SECONDS))
        .untilAsserted(
            () -> {
              Matcher served = said.matcher(err());
              assertThat(served.find()).as(err()).isTrue();
              port.set(Integer.parseInt(served.group(1)));
            });
    return port.get();
  }

  /** The TCP ports on which it listens, by the kernel. */
  Set<Integer> listeningPorts() throws IOException {
    Set<String> own = new HashSet<>();
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      for (Path file : files.toList()) {
        try {
          own.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException _) {
          // closed meanwhile: it listens on nothing any more
        }
      }
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(proc.resolve(table)).stream().skip(1).toList()) {
        String[] words = line.strip().split("\\s+", -1);
        if (words[3].equals(LISTEN) && own.contains("socket:[" + words[9] + "]")) {
          ports.add(Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  /** Waits for its end; the exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not end: " + err());
    }
    return process.exitValue();
  }

  /** Answers a question on standard input. */
  void answer(String line) throws IOException {
    Writer in = process.outputWriter(StandardCharsets.UTF_8);
    in.write(line + "\n");
    in.flush();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends a signal by its name, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("cannot send SIG" + name + " to " + process.pid());
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
