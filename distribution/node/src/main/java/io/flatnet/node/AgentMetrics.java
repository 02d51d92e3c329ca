package io.flatnet.node;

import io.flatnet.cni.agent.AgentObserver;
import io.flatnet.cni.agent.ServedCall;
import io.flatnet.netlink.RequestListener;
import io.flatnet.netlink.wire.Rtnetlink;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what launchers ask, and what the kernel is asked for them. Safe for use by many threads.
 */
final class AgentMetrics implements AgentObserver, RequestListener {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double[] SECONDS = {
    .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60
  };
  private static final String VERB = "verb";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Counter calls =
      Counter.builder()
          .name("flatnet_cni_calls_total")
          .help("CNI calls by verb and code of the error result; 0 is success.")
          .labelNames(VERB, "code")
          .withoutExemplars()
          .register(registry);
  private final Counter undone =
      Counter.builder()
          .name("flatnet_cni_undelivered_total")
          .help("Answers that no launcher took, so that the call was taken back.")
          .labelNames(VERB)
          .withoutExemplars()
          .register(registry);
  private final Histogram durations =
      histogram("flatnet_cni_call_seconds", "Time from a request to the end of its call.", VERB);
  private final Histogram phases =
      histogram(
          "flatnet_cni_phase_seconds",
          "What of that went where: read, turn (calls of the same container), cluster (API server"
              + " and address), network (kernel), answer.",
          VERB,
          "phase");
  private final Summary requests =
      Summary.builder()
          .name("flatnet_cni_netlink_seconds")
          .help("Time from a netlink request to the kernel's answer, by message type.")
          .labelNames("type")
          .withoutExemplars()
          .register(registry);

  private final Map<Integer, DistributionDataPoint> kernel = new ConcurrentHashMap<>();

  /**
   * @param apiRequests how many requests were sent to the API server so far
   */
  AgentMetrics(LongSupplier apiRequests) {
    CounterWithCallback.builder()
        .name("flatnet_cni_api_requests_total")
        .help("Requests sent to the API server, watches among them.")
        .callback(callback -> callback.call((double) apiRequests.getAsLong()))
        .register(registry);
  }

  private Histogram histogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .withoutExemplars()
        .classicUpperBounds(SECONDS)
        .register(registry);
  }

  @Override
  public void served(ServedCall call) {
    String verb = call.verb().isEmpty() ? "none" : call.verb();
    calls.labelValues(verb, Integer.toString(call.errorCode())).inc();
    if (!call.delivered()) {
      undone.labelValues(verb).inc();
    }
    durations.labelValues(verb).observe(call.totalNanos() / NANOS_PER_SECOND);
    call.nanos()
        .forEach(
            (phase, nanos) ->
                phases
                    .labelValues(verb, phase.name().toLowerCase(Locale.ROOT))
                    .observe(nanos / NANOS_PER_SECOND));
  }

  @Override
  public void before(Supplier<String> request) {}

  @Override
  public void after(int type, Supplier<String> request, long nanos) {
    kernel
        .computeIfAbsent(type, _ -> requests.labelValues(Rtnetlink.typeName(type)))
        .observe(nanos / NANOS_PER_SECOND);
  }

  /** The metrics in the form that the HTTP header {@code Accept} asks for. */
  Page page(@Nullable String accept) throws IOException {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(bytes, registry.scrape());
    return new Page(writer.getContentType(), bytes.toByteArray());
  }

  /** What a scrape gets. */
  @SuppressWarnings("ArrayRecordComponent") // written out once; equality is never asked
  record Page(String contentType, byte[] bytes) {}
}
