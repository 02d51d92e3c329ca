package io.flatnet.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an agent's time went, by its own metrics.
 *
 * @param phaseSeconds the phases of its calls, named {@code ADD network}
 * @param requests its netlink requests by message type, {@code RTM_NEWLINK}
 */
record AgentTimes(Map<String, Double> phaseSeconds, Map<String, Requests> requests) {
  /** The phases, in the order in which a call goes through them. */
  static final String[] PHASES = {"read", "turn", "cluster", "network", "answer"};

  private static final Pattern PHASE =
      Pattern.compile(
          "(?m)^flatnet_cni_phase_seconds_sum\\{phase=\"(\\w+)\",verb=\"(\\w+)\"\\} (\\S+)$");
  private static final Pattern REQUEST =
      Pattern.compile(
          "(?m)^flatnet_cni_netlink_seconds_(count|sum)\\{type=\"([^\"]+)\"\\} (\\S+)$");

  /**
   * Netlink requests of one kind.
   *
   * @param seconds from sending them to the kernel's answers
   */
  record Requests(double count, double seconds) {
    private static final Requests NONE = new Requests(0, 0);

    private Requests plus(Requests other) {
      return new Requests(count + other.count, seconds + other.seconds);
    }

    private Requests minus(Requests other) {
      return new Requests(count - other.count, seconds - other.seconds);
    }
  }

  /** Copies the maps. */
  AgentTimes {
    phaseSeconds = Map.copyOf(phaseSeconds);
    requests = Map.copyOf(requests);
  }

  /** Reads them of an agent that serves its metrics on a port of 127.0.0.1. */
  static AgentTimes read(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  /** Reads them from a page of metrics. */
  static AgentTimes parse(String page) {
    Map<String, Double> seconds = new TreeMap<>();
    Matcher phase = PHASE.matcher(page);
    while (phase.find()) {
      seconds.put(phase.group(2) + " " + phase.group(1), Double.parseDouble(phase.group(3)));
    }
    Map<String, Requests> requests = new TreeMap<>();
    Matcher request = REQUEST.matcher(page);
    while (request.find()) {
      double value = Double.parseDouble(request.group(3));
      requests.merge(
          request.group(2),
          request.group(1).equals("count") ? new Requests(value, 0) : new Requests(0, value),
          Requests::plus);
    }
    return new AgentTimes(seconds, requests);
  }

  /** What came to it after an earlier reading. */
  AgentTimes since(AgentTimes before) {
    Map<String, Double> seconds = new TreeMap<>();
    phaseSeconds.forEach(
        (phase, now) -> seconds.put(phase, now - before.phaseSeconds.getOrDefault(phase, 0.0)));
    Map<String, Requests> asked = new TreeMap<>();
    requests.forEach(
        (kind, now) -> {
          Requests rest = now.minus(before.requests.getOrDefault(kind, Requests.NONE));
          if (rest.count > 0) {
            asked.put(kind, rest);
          }
        });
    return new AgentTimes(seconds, asked);
  }

  /** Seconds of a verb in a phase. */
  double of(PairedRun.Act verb, String phase) {
    return phaseSeconds.getOrDefault(verb + " " + phase, 0.0);
  }

  /** Seconds until the kernel had answered all netlink requests. */
  double kernelSeconds() {
    return requests.values().stream().mapToDouble(Requests::seconds).sum();
  }
}
