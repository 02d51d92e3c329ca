import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the operator's cache of loaded classes (JEP 483, 514, 515): {@code TrainOperator.java CACHE
 * JAR OPTION...}; or, when CACHE ends in {@code .classes}, a list of them. Runs the jar with these
 * options of Java's before a server that knows one subnet and one pod, until that pod's address is
 * published. With {@code -- VERB...} at the end it runs that verb before this server instead, for the
 * cache of the command line.
 */
final class TrainOperator {
  private static final int LIMIT_SECONDS = 120;
  private static final String SUBNET =
      """
      {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkSubnet",
       "metadata":{"namespace":"cattle-flat-network","name":"s","uid":"u-s","resourceVersion":"1"},
       "spec":{"flatMode":"macvlan","master":"eth0","vlan":0,"cidr":"10.20.0.0/16"}}\
      """;
  private static final String POD =
      """
      {"apiVersion":"v1","kind":"Pod",
       "metadata":{"namespace":"n","name":"p","uid":"u-p","resourceVersion":"1",
         "creationTimestamp":"2026-01-01T00:00:00Z","labels":{"app":"a"},
         "annotations":{"flatnetwork.pandaria.io/ip":"auto","flatnetwork.pandaria.io/subnet":"s"}},
       "spec":{"nodeName":"n","containers":[{"name":"c","ports":[{"name":"h","containerPort":80}]}]},
       "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}\
      """;
  private static final String NAMESPACE =
      """
      {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n","uid":"u-n","resourceVersion":"1"}}\
      """;
  private static final String WISH = "\"flatnetwork.pandaria.io/ip\":\"auto\",";
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: t, cluster: {server: "%s"}}]
      users: [{name: t, user: {token: t}}]
      contexts: [{name: t, context: {cluster: t, user: t}}]
      current-context: t
      """;
  private static final Pattern METADATA = Pattern.compile("\"metadata\" *: *\\{");

  private final CountDownLatch published = new CountDownLatch(1);
  private final Map<String, String> objects =
      new ConcurrentHashMap<>(
          Map.of(
              "/apis/flatnetwork.pandaria.io/v1/namespaces/cattle-flat-network/flatnetworksubnets/s",
              SUBNET,
              "/api/v1/namespaces/n/pods/p",
              POD,
              "/api/v1/namespaces/n",
              NAMESPACE));
  private int versions = 1;

  private TrainOperator() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (Runtime.version().feature() < 25) {
      throw new IllegalStateException("the operator needs JDK 25, got " + Runtime.version());
    }
    List<String> options = List.of(arguments).subList(2, arguments.length);
    Path cache = Path.of(arguments[0]);
    Path jar = Path.of(arguments[1]);
    int verb = options.indexOf("--");
    if (verb < 0) {
      new TrainOperator().train(cache, jar, options);
    } else {
      new TrainOperator()
          .trainVerb(
              cache, jar, options.subList(0, verb), options.subList(verb + 1, options.size()));
    }
  }

  private void train(Path cache, Path jar, List<String> options)
      throws IOException, InterruptedException {
    List<String> words =
        List.of(
            "operator",
            "--webhook-server=false",
            "--metrics-bind-address=127.0.0.1:0",
            "--log-socket=");
    run(
        cache,
        jar,
        options,
        words,
        "--master=",
        operator -> {
          boolean worked = published.await(LIMIT_SECONDS, TimeUnit.SECONDS);
          operator.destroy();
          return operator.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && worked;
        });
  }

  /** The pod has no wish here, so that nothing is wrong with it. */
  private void trainVerb(Path cache, Path jar, List<String> options, List<String> verb)
      throws IOException, InterruptedException {
    objects.replaceAll((path, object) -> object.replace(WISH, ""));
    run(
        cache,
        jar,
        options,
        verb,
        "--kubeconfig=",
        process -> process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0);
  }

  /** What is to come of a run. */
  private interface Training {
    boolean worked(Process process) throws InterruptedException;
  }

  private void run(
      Path cache,
      Path jar,
      List<String> options,
      List<String> words,
      String serverFlag,
      Training training)
      throws IOException, InterruptedException {
    Files.deleteIfExists(cache);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Path log = Files.createTempFile("flatnet-operator-training", ".log");
    Path kubeconfig = Files.createTempFile("flatnet-operator-training", ".yaml");
    Files.writeString(kubeconfig, KUBECONFIG.formatted(url));
    List<String> command = new ArrayList<>();
    Path ours = Path.of(System.getProperty("java.home"), "bin", "java");
    command.add(System.getProperty("flatnet.java", ours.toString()));
    command.addAll(options);
    command.add(
        cache.toString().endsWith(".classes")
            ? "-XX:DumpLoadedClassList=" + cache
            : "-XX:AOTCacheOutput=" + cache);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(words);
    command.add(serverFlag + (serverFlag.equals("--master=") ? url : kubeconfig.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    Process process = builder.start();
    boolean worked = training.worked(process);
    process.destroyForcibly();
    server.stop(0);
    String said = Files.readString(log);
    Files.delete(log);
    Files.delete(kubeconfig);
    if (!worked || !Files.exists(cache)) {
      throw new IllegalStateException("the training run did not end well:\n" + said);
    }
  }

  // ---- the server

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String object = path.replaceFirst("/status$", "");
      switch (exchange.getRequestMethod()) {
        case "GET" -> {
          if (query.contains("watch=true")) {
            watch(exchange);
          } else if (objects.containsKey(path)) {
            send(exchange, 200, objects.get(path));
          } else if (isCollection(path)) {
            send(exchange, 200, list(path));
          } else {
            send(exchange, 404, "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\"}");
          }
        }
        case "POST" -> {
          Matcher name = Pattern.compile("\"name\" *: *\"([^\"]+)\"").matcher(body);
          send(exchange, 201, name.find() ? put(path + "/" + name.group(1), body) : body);
        }
        case "PUT" -> {
          send(exchange, 200, put(object, body));
          if (path.contains("/flatnetworkips/")) {
            published.countDown();
          }
        }
        default -> send(exchange, 200, objects.getOrDefault(object, "{\"metadata\":{}}"));
      }
    }
  }

  /** The paths of lists end with a plural. */
  private static boolean isCollection(String path) {
    return path.matches("/apis?/([^/]+/)?v1/[a-z-]+");
  }

  private synchronized String put(String path, String body) {
    versions++;
    String versioned =
        METADATA
            .matcher(body.replaceAll("\"(resourceVersion|uid)\" *: *\"[^\"]*\",?", ""))
            .replaceFirst(
                "\"metadata\":{\"uid\":\"u-"
                    + path
                    + "\",\"resourceVersion\":\""
                    + versions
                    + "\",");
    String sound = versioned.replace(",}", "}");
    objects.put(path, sound);
    return sound;
  }

  private synchronized String list(String path) {
    String plural = path.substring(path.lastIndexOf('/') + 1);
    String items =
        String.join(
            ",",
            objects.entrySet().stream()
                .filter(
                    entry -> {
                      String[] parts = entry.getKey().split("/");
                      return parts[parts.length - 2].equals(plural);
                    })
                .map(Map.Entry::getValue)
                .toList());
    return "{\"metadata\":{\"resourceVersion\":\"" + versions + "\"},\"items\":[" + items + "]}";
  }

  /** Says now and then what there is, until the operator ends. */
  private void watch(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    String path = exchange.getRequestURI().getPath();
    String plural = path.substring(path.lastIndexOf('/') + 1);
    try (OutputStream out = exchange.getResponseBody()) {
      while (true) {
        for (Map.Entry<String, String> entry : objects.entrySet()) {
          String[] parts = entry.getKey().split("/");
          if (parts[parts.length - 2].equals(plural)) {
            out.write(
                ("{\"type\":\"MODIFIED\",\"object\":" + entry.getValue().replace("\n", "") + "}\n")
                    .getBytes(StandardCharsets.UTF_8));
          }
        }
        out.flush();
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // the operator ended
    }
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
