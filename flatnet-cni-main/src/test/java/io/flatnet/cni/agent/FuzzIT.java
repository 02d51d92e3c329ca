package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.Claims;
import io.flatnet.cni.CniAnswer;
import io.flatnet.cni.CniPlugin;
import io.flatnet.cni.CniRequest;
import io.flatnet.cni.FakeAddressSource;
import io.flatnet.cni.NodeNetwork;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.socket.UnixConnection;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Configurations, environments and frames that are almost right: each gets one JSON, a result or an
 * error, or its connection ends; and the next that is right is served. A seed that fails is in the
 * message: {@code -Dflatnet.fuzz.seed=N -Dflatnet.fuzz=1}.
 */
@Requires(Part.KERNEL)
class FuzzIT {
  private static final int TRIES = Integer.getInteger("flatnet.fuzz", 10_000);
  private static final long FIRST_SEED = Long.getLong("flatnet.fuzz.seed", 1);
  private static final int REAL_POD_EVERY = 100;
  private static final int MAX_CHANGES = 4;

  private static final List<String> SCRAPS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "99999999999",
          "\0",
          "\n",
          "\u00e9",
          "\ud83d",
          "1.1.0",
          "0.3.1",
          "eth0",
          "../..",
          "10.0.0.0/33",
          "::/0",
          "=",
          ";",
          "cniVersion",
          "prevResult",
          "flatNetwork",
          "ips",
          "runtimeConfig");

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CNI_COMMAND", "ADD",
          "CNI_CONTAINERID", "container-web",
          "CNI_NETNS", "/run/netns/web",
          "CNI_IFNAME", "eth1",
          "CNI_PATH", "/opt/cni/bin",
          "CNI_ARGS",
              "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web;K8S_POD_UID=pod-web");

  private static final String CONFIG =
      AgentFixture.CONFIG.replace(
          "\"dns\"",
          "\"prevResult\":{\"cniVersion\":\"1.0.0\",\"interfaces\":[{\"name\":\"eth1\",\"mac\":\"02:00:00:00:07:0a\"}],\"ips\":[{\"address\":\"10.7.0.10/24\",\"interface\":0}]},\"dns\"");

  private final FakeAddressSource source = new FakeAddressSource();
  private TestNetwork network;

  @BeforeEach
  void start() {
    network = new TestNetwork("10.7.0.1/24");
    source.put(
        Claims.active(Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24").gateway("10.7.0.1")));
    source.put(Claims.of("web", "10.7.0.10"));
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private static String mutated(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(MAX_CHANGES); i >= 0 && !changed.isEmpty(); i--) {
      int at = random.nextInt(changed.length());
      int end = Math.min(changed.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> changed.delete(at, end);
        case 1 -> changed.insert(at, changed.substring(at, end));
        case 2 -> changed.insert(at, SCRAPS.get(random.nextInt(SCRAPS.size())));
        case 3 -> changed.replace(at, end, SCRAPS.get(random.nextInt(SCRAPS.size())));
        default -> changed.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return changed.toString();
  }

  private static Map<String, String> environment(Random random) {
    Map<String, String> environment = new LinkedHashMap<>(ENVIRONMENT);
    List<String> verbs = List.of("ADD", "DEL", "CHECK", "VERSION", "GC", "STATUS");
    environment.put("CNI_COMMAND", verbs.get(random.nextInt(verbs.size())));
    String name = List.copyOf(ENVIRONMENT.keySet()).get(random.nextInt(ENVIRONMENT.size()));
    if (random.nextInt(4) == 0) {
      environment.remove(name);
    } else if (random.nextInt(3) == 0) {
      environment.computeIfPresent(name, (key, value) -> mutated(value, random));
    }
    return environment;
  }

  @Test
  void plugin_onMutatedCalls_answersOneJson() throws Exception {
    NetworkNamespace pod = network.pod();
    int[] outcomes = new int[2];
    try (NodeNetwork node = NodeNetwork.open(network.node(), null)) {
      CniPlugin plugin = new CniPlugin(source, node, Runnable::run);
      for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIES; seed++) {
        Random random = new Random(seed);
        Map<String, String> environment = environment(random);
        String config = random.nextInt(8) == 0 ? CONFIG : mutated(CONFIG, random);
        boolean real = seed % REAL_POD_EVERY == 0;
        CniRequest request = request(environment, config, real ? pod : null);
        try (CniAnswer answer = plugin.run(request, impatient())) {
          assertSound(answer, seed);
          outcomes[answer.exitCode()]++;
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + ": " + environment + " " + config, e);
        }
        if (real) {
          CniRequest delete = request(with(environment, "DEL"), "{}", pod);
          plugin.run(delete, impatient()).close();
        }
      }
    }
    System.out.printf("%d mutated calls: %d results, %d errors%n", TRIES, outcomes[0], outcomes[1]);
    if (TRIES > REAL_POD_EVERY) {
      assertThat(outcomes).as("results and errors").doesNotContain(0);
    }
  }

  /** A call that would wait for an address is given up. */
  private static Cancellation impatient() {
    return new Cancellation(Cancellation::cancel);
  }

  private static CniRequest request(
      Map<String, String> environment,
      String config,
      @org.jspecify.annotations.Nullable NetworkNamespace pod) {
    return new CniRequest(environment, config.getBytes(StandardCharsets.UTF_8), pod, "ENOENT");
  }

  private static Map<String, String> with(Map<String, String> environment, String verb) {
    Map<String, String> changed = new LinkedHashMap<>(ENVIRONMENT);
    changed.putAll(environment);
    changed.put("CNI_COMMAND", verb);
    return changed;
  }

  private static void assertSound(CniAnswer answer, long seed) throws IOException {
    if (answer.exitCode() == 0) {
      assertThat(answer.errorCode()).as("seed %d", seed).isZero();
      if (!answer.json().isEmpty()) {
        assertThat(WireJson.parse(answer.json()).isObject()).as("seed %d", seed).isTrue();
      }
      return;
    }
    JsonNode error = WireJson.parse(answer.json());
    assertThat(error.path("code").asInt()).as("seed %d", seed).isPositive().isNotEqualTo(199);
    assertThat(error.path("msg").asText()).as("seed %d", seed).isNotEmpty();
    assertThat(answer.json().lines().count()).as("seed %d", seed).isEqualTo(1);
  }

  private static byte[] frame(Map<String, String> environment, String config) {
    StringBuilder entries = new StringBuilder();
    environment.forEach(
        (name, value) -> entries.append(name).append('=').append(value).append('\0'));
    byte[] variables = entries.toString().getBytes(StandardCharsets.UTF_8);
    byte[] stdin = config.getBytes(StandardCharsets.UTF_8);
    byte[] name = "flatnet-cni".getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame =
        ByteBuffer.allocate(
            Framing.REQUEST_HEADER_BYTES + name.length + variables.length + stdin.length);
    frame.putInt(0x464c4e54).putShort((short) 1).putShort((short) 0).putInt(0).putInt(5_000);
    frame.putInt(name.length).putInt(variables.length).putInt(stdin.length).putInt(0);
    frame.put(name).put(variables).put(stdin);
    return frame.array();
  }

  @Test
  void agent_onMutatedFrames_servesTheNextCall(@TempDir Path directory) throws Exception {
    byte[] whole = frame(with(ENVIRONMENT, "VERSION"), "{\"cniVersion\":\"1.0.0\"}");
    int answered = 0;
    try (Agent agent =
        Agent.builder(source)
            .socket(directory.resolve("agent.sock"))
            .nodeNamespace(network.node())
            .start()) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIES; seed++) {
        Random random = new Random(seed);
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(MAX_CHANGES); i >= 0; i--) {
          // Half of the time the header, which is a small part of all.
          int at = random.nextInt(random.nextBoolean() ? 32 : bytes.length);
          bytes[at] = (byte) random.nextInt(256);
        }
        int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
        answered += exchange(agent, bytes, length) ? 1 : 0;
        if (seed % REAL_POD_EVERY == 0) {
          assertThat(exchange(agent, whole, whole.length)).as("after seed %d", seed).isTrue();
        }
      }
    }
    System.out.printf("%d mutated frames: %d answered%n", TRIES, answered);
    if (TRIES > REAL_POD_EVERY) {
      assertThat(answered).as("frames that were right enough").isBetween(1, TRIES - 1);
    }
  }

  /** Returns whether an answer came: a whole one, or nothing. */
  private static boolean exchange(Agent agent, byte[] bytes, int length) throws IOException {
    try (UnixConnection connection = UnixConnection.connect(agent.socket())) {
      connection.setTimeout(Duration.ofSeconds(30));
      ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
      try {
        if (length > 0) {
          connection.send(ByteBuffer.wrap(bytes, 0, length));
        }
        connection.shutdownOutput();
        while (!connection.receive(answer).isEnd()) {
          assertThat(answer.hasRemaining()).isTrue();
        }
      } catch (java.net.SocketTimeoutException e) {
        throw new AssertionError("the agent hangs", e);
      } catch (IOException _) {
        // it closed a connection that it could not understand
      }
      answer.flip();
      if (!answer.hasRemaining()) {
        return false;
      }
      assertThat(answer.getInt(0)).isEqualTo(0x464c4e54);
      assertThat(answer.getInt(8)).isEqualTo(answer.remaining() - Framing.ANSWER_HEADER_BYTES);
      String text =
          StandardCharsets.UTF_8.decode(answer.position(Framing.ANSWER_HEADER_BYTES)).toString();
      assertThat(text.isEmpty() || WireJson.parse(text).isObject()).isTrue();
      return true;
    }
  }
}
