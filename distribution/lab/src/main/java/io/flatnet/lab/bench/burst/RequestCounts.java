package io.flatnet.lab.bench.burst;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Request;
import okhttp3.Response;

/**
 * How many writes an API server has answered, from its own metric {@code apiserver_request_total}.
 *
 * @param writes by verb, resource and subresource, such as {@code PUT flatnetworkips/status}
 */
record RequestCounts(Map<String, Long> writes) {
  private static final Pattern LINE =
      Pattern.compile("apiserver_request_total\\{(.*)} ([0-9.e+]+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

  /** Reads the metric as of now. */
  static RequestCounts read(ApiClient client) throws IOException {
    Request request = new Request.Builder().url(client.getBasePath() + "/metrics").build();
    try (Response response = client.getHttpClient().newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("cannot read /metrics: the API server answered " + response.code());
      }
      return parse(response.body().string());
    }
  }

  /** Reads the text of a scrape. Refused and failed requests count too: they cost as much. */
  static RequestCounts parse(String metrics) {
    Map<String, Long> writes = new HashMap<>();
    Matcher lines = LINE.matcher(metrics);
    while (lines.find()) {
      Map<String, String> labels = new HashMap<>();
      LABEL.matcher(lines.group(1)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
      if (WRITES.contains(labels.getOrDefault("verb", ""))) {
        String subresource = labels.getOrDefault("subresource", "");
        String target = labels.get("resource") + (subresource.isEmpty() ? "" : "/" + subresource);
        writes.merge(
            labels.get("verb") + " " + target,
            (long) Double.parseDouble(lines.group(2)),
            Long::sum);
      }
    }
    return new RequestCounts(Map.copyOf(writes));
  }

  /** What came since an earlier reading, of the requests of these names. */
  long since(RequestCounts earlier, String... names) {
    long sum = 0;
    for (String name : names) {
      sum += writes.getOrDefault(name, 0L) - earlier.writes.getOrDefault(name, 0L);
    }
    return sum;
  }
}
