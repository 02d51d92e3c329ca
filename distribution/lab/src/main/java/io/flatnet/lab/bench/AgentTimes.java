package io.flatnet.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an agent's time went, by its own metrics and by the kernel's account of its process.
 *
 * @param phaseSeconds the phases of its calls, named {@code ADD network}
 * @param userSeconds CPU time of the process outside the kernel
 */
record AgentTimes(Map<String, Double> phaseSeconds, double userSeconds) {
  /** The phases, in the order in which a call goes through them. */
  static final String[] PHASES = {"read", "turn", "cluster", "network", "answer"};

  private static final Pattern PHASE =
      Pattern.compile(
          "(?m)^flatnet_cni_phase_seconds_sum\\{phase=\"(\\w+)\",verb=\"(\\w+)\"\\} (\\S+)$");

  /** Copies the map. */
  AgentTimes {
    phaseSeconds = Map.copyOf(phaseSeconds);
  }

  /** Reads both, of an agent that serves its metrics on a port of 127.0.0.1. */
  static AgentTimes read(int port, Duration userTime) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    String page;
    try (HttpClient http = HttpClient.newHttpClient()) {
      page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
    Map<String, Double> seconds = new TreeMap<>();
    Matcher line = PHASE.matcher(page);
    while (line.find()) {
      seconds.put(line.group(2) + " " + line.group(1), Double.parseDouble(line.group(3)));
    }
    return new AgentTimes(seconds, userTime.toNanos() / 1e9);
  }

  /** What came to it after an earlier reading. */
  AgentTimes since(AgentTimes before) {
    Map<String, Double> seconds = new TreeMap<>();
    phaseSeconds.forEach(
        (phase, now) -> seconds.put(phase, now - before.phaseSeconds.getOrDefault(phase, 0.0)));
    return new AgentTimes(seconds, userSeconds - before.userSeconds);
  }

  /** Seconds of a verb in a phase. */
  double of(PairedRun.Act verb, String phase) {
    return phaseSeconds.getOrDefault(verb + " " + phase, 0.0);
  }
}
