package io.flatnet.operator;

import io.flatnet.webhook.server.WebhookObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** Counts what the webhook is asked; every replica counts its own. Safe for use by many threads. */
final class WebhookMetrics implements WebhookObserver {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double[] SECONDS = {
    .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
  };

  private final Counter requests;
  private final Histogram durations;
  private final Gauge inFlight;

  /** Metrics that nothing is counted in yet; every outcome is there from the beginning. */
  WebhookMetrics(PrometheusRegistry registry) {
    requests =
        Counter.builder()
            .name("flatnet_webhook_requests_total")
            .help("Requests to the webhook, by how they ended.")
            .labelNames("outcome")
            .register(registry);
    durations =
        Histogram.builder()
            .name("flatnet_webhook_request_seconds")
            .help("Time from the head of a request to its answer.")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);
    inFlight =
        Gauge.builder()
            .name("flatnet_webhook_requests_in_flight")
            .help("Requests to the webhook that have no answer yet.")
            .register(registry);
    for (Outcome outcome : Outcome.values()) {
      requests.initLabelValues(label(outcome));
    }
  }

  @Override
  public void begun() {
    inFlight.inc();
  }

  @Override
  public void ended(Outcome outcome, long nanos) {
    inFlight.dec();
    requests.labelValues(label(outcome)).inc();
    durations.observe(nanos / NANOS_PER_SECOND);
  }

  /** The label {@code outcome}. */
  static String label(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
