package io.flatnet.operator;

import io.flatnet.controllers.ControllerStatus;
import io.flatnet.controllers.ledger.RefusalReason;
import io.flatnet.controllers.runtime.ControllerObserver;
import io.flatnet.ipam.Decision;
import io.flatnet.webhook.server.WebhookObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is counted, and what is read when somebody asks. Every metric is made here, but for the
 * webhook's.
 *
 * <p>Series of a subnet end when the subnet is deleted. A refusal for a subnet that does not exist
 * has an empty subnet: what people mistype must not make series.
 *
 * <p>Safe for use by many threads.
 */
final class OperatorMetrics implements ControllerObserver {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double[] SECONDS = {.01, .025, .05, .1, .25, .5, 1, 2, 5, 10, 30, 60, 300};
  private static final double[] GRANTS = {0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  private static final String SUBNET = "subnet";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Supplier<Optional<ControllerStatus>> status;

  private final Counter allocations =
      counter("flatnet_allocations_total", "Addresses given to pods.", SUBNET);
  private final Counter releases =
      counter("flatnet_releases_total", "Addresses that pods gave back.", SUBNET);
  private final Counter refusals =
      counter(
          "flatnet_refusals_total",
          "Times a pod was told why it gets no address; the pod's events say more.",
          SUBNET,
          "reason");
  private final Counter writes =
      counter("flatnet_ledger_writes_total", "Writes of a subnet's ledger.", SUBNET);
  private final Counter conflicts =
      counter(
          "flatnet_ledger_conflicts_total",
          "Writes of a subnet's ledger that were refused because somebody else wrote the subnet"
              + " first; each is tried again.",
          SUBNET);
  private final Histogram batches =
      histogram(
          "flatnet_ledger_batch_size",
          "Addresses that one write of a ledger gives; 0 for one that only takes back.",
          GRANTS);
  private final Histogram waits =
      histogram(
          "flatnet_pod_to_address_seconds",
          "Time from a pod's creation until its first address is published.",
          SECONDS);

  private final WebhookMetrics webhook = new WebhookMetrics(registry);

  /**
   * Metrics that nothing is counted in yet.
   *
   * @param status of the controllers, as they are now; empty while there are none
   */
  OperatorMetrics(String version, Supplier<Optional<ControllerStatus>> status) {
    this.status = status;
    gauge(
        "flatnet_leader",
        "Whether this replica works (1) or stands by (0).",
        gauge -> gauge.call(isLeading() ? 1 : 0));
    gauge(
        "flatnet_queue_depth",
        "Objects that wait, are worked on, or are looked at again later.",
        gauge ->
            current(ControllerStatus::queueDepths)
                .forEach((queue, depth) -> gauge.call(depth, queue)),
        "queue");
    gauge(
        "flatnet_pool_addresses",
        "Addresses of a subnet: all that pods may get (size), those in use (used), those kept for"
            + " workloads (reserved). The leader alone says so.",
        gauge ->
            current(ControllerStatus::pools).forEach((subnet, pool) -> say(gauge, subnet, pool)),
        SUBNET,
        "state");
    Info.builder()
        .name("flatnet_build_info")
        .help("The build that runs.")
        .labelNames("version", "java_version")
        .register(registry)
        .addLabelValues(version, Runtime.version().toString());
  }

  /** Counts what the webhook is asked. */
  WebhookObserver webhook() {
    return webhook;
  }

  // ---- counting

  @Override
  public void addressGranted(String subnet) {
    allocations.labelValues(subnet).inc();
  }

  @Override
  public void podAddressed(String subnet, Duration waited) {
    waits.observe(waited.toNanos() / NANOS_PER_SECOND);
  }

  @Override
  public void addressFreed(String subnet) {
    releases.labelValues(subnet).inc();
  }

  @Override
  public void refused(String subnet, RefusalReason reason) {
    refusals.labelValues(reason == RefusalReason.NO_SUBNET ? "" : subnet, reason.label()).inc();
  }

  @Override
  public void ledgerWritten(String subnet, int grants) {
    writes.labelValues(subnet).inc();
    batches.observe(grants);
  }

  @Override
  public void ledgerConflict(String subnet) {
    conflicts.labelValues(subnet).inc();
  }

  // ---- telling

  /**
   * All metrics as they are.
   *
   * @param accept the formats that the client takes, as HTTP's header says it, or null
   */
  HttpAnswer answer(@Nullable String accept) {
    status.get().flatMap(ControllerStatus::subnets).ifPresent(this::forgetAllBut);
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return new HttpAnswer(
        HttpStatus.OK_200, writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }

  private void forgetAllBut(Set<String> subnets) {
    Stream.of(allocations, releases, refusals, writes, conflicts)
        .forEach(counter -> counter.removeIf(labels -> isGone(labels, subnets)));
  }

  private static boolean isGone(List<String> labels, Set<String> subnets) {
    String subnet = labels.getFirst();
    return !subnet.isEmpty() && !subnets.contains(subnet);
  }

  private boolean isLeading() {
    return status.get().filter(ControllerStatus::isLeading).isPresent();
  }

  private <V> Map<String, V> current(Function<ControllerStatus, Map<String, V>> reading) {
    return status.get().map(reading).orElse(Map.of());
  }

  private static void say(GaugeWithCallback.Callback gauge, String subnet, Decision.Counts pool) {
    gauge.call(pool.size().doubleValue(), subnet, "size");
    gauge.call(pool.used(), subnet, "used");
    gauge.call(pool.reserved().doubleValue(), subnet, "reserved");
  }

  // ---- making

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  private Histogram histogram(String name, String help, double... bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  private void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> callback, String... labels) {
    var _ =
        GaugeWithCallback.builder()
            .name(name)
            .help(help)
            .labelNames(labels)
            .callback(callback)
            .register(registry);
  }
}
