package io.flatnet.lab.bench.webhook;

import io.flatnet.lab.OutputOptions;
import io.flatnet.lab.bench.Machine;
import io.flatnet.lab.bench.ProcessFigures;
import io.flatnet.lab.bench.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code distribution/benchmarks/webhook}. */
@Command(
    name = "webhook",
    description = {
      "How long the webhook takes for the review of a Deployment, with 1,000 subnets and 50,000 leases in memory, beside"
          + " the same server's answer to /ping: the limit. Both in one run over kept TLS connections, block by block,"
          + " the order alternating. The server is a process of its own with Java's options of the operator.",
      "The operator reads the subnet of a Deployment that names addresses from the API server; that read is not in the"
          + " figures."
    },
    sortOptions = false)
final class WebhookBenchmark implements Callable<Integer> {
  private static final int BLOCK = 200;
  private static final int WARM_UP_BLOCKS = 20;
  private static final int PARALLEL = 16;
  private static final int SETTLE_SECONDS = 5;
  private static final int SOAK_PARTS = 4;
  private static final double MIB = 1 << 20;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "50",
      description = "rounds of 200 requests of each kind (50)")
  private int rounds = 50;

  @Option(
      names = "--soak",
      paramLabel = "N",
      defaultValue = "0",
      description = "then the server's memory after each quarter of N reviews; 0 leaves it out (0)")
  private int soak;

  @Mixin private final OutputOptions output = new OutputOptions();

  private final Path keys = Path.of(System.getProperty("java.io.tmpdir"), "webhook.p12");

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WebhookBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || rounds > 10_000 || soak < 0 || soak > 100_000_000) {
      System.err.printf(
          "webhook: cannot run %d rounds and a soak of %d: 1 to 10000, and 0 to 100000000%n",
          rounds, soak);
      return CommandLine.ExitCode.USAGE;
    }
    double loadBefore = Machine.load();
    LoopbackKeys.create(keys);
    try (ReviewServer server = new ReviewServer(keys)) {
      WebhookReport report = measure(server, loadBefore);
      System.out.print(output.json() ? report.toJson() + "\n" : report.toTable());
      return CommandLine.ExitCode.OK;
    } catch (IOException failure) {
      System.err.println("webhook: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private WebhookReport measure(ReviewServer server, double loadBefore)
      throws IOException, GeneralSecurityException, InterruptedException {
    Map<Kind, Samples> latency;
    try (Caller caller = new Caller(server.port(), keys, 1)) {
      progress("%d requests of each kind to warm up", WARM_UP_BLOCKS * BLOCK);
      alternate(caller, WARM_UP_BLOCKS);
      progress("%d of each kind, one at a time", rounds * BLOCK);
      latency = alternate(caller, rounds);
    }
    Map<Kind, Double> perSecond = new EnumMap<>(Kind.class);
    List<WebhookReport.Memory> memory = List.of();
    try (Caller caller = new Caller(server.port(), keys, PARALLEL)) {
      progress("%d of each kind, %d at a time", rounds * BLOCK, PARALLEL);
      for (Kind kind : Kind.values()) {
        caller.perSecond(kind, WARM_UP_BLOCKS * BLOCK, PARALLEL);
        perSecond.put(kind, caller.perSecond(kind, rounds * BLOCK, PARALLEL));
      }
      if (soak > 0) {
        progress("%d reviews, %d at a time", soak, PARALLEL);
        memory = soak(server, caller);
      }
    }
    return new WebhookReport(latency, perSecond, memory, Machine.read(loadBefore));
  }

  /** Blocks of each kind, in turns whose order alternates. */
  private static Map<Kind, Samples> alternate(Caller caller, int blocks) throws IOException {
    Map<Kind, LongStream> nanos = new EnumMap<>(Kind.class);
    List<Kind> order = new ArrayList<>(List.of(Kind.values()));
    for (int block = 0; block < blocks; block++) {
      for (Kind kind : order) {
        LongStream more = LongStream.of(caller.calls(kind, BLOCK));
        nanos.merge(kind, more, LongStream::concat);
      }
      order.addLast(order.removeFirst());
    }
    Map<Kind, Samples> samples = new EnumMap<>(Kind.class);
    nanos.forEach((kind, all) -> samples.put(kind, Samples.ofNanos(all.toArray())));
    return samples;
  }

  private List<WebhookReport.Memory> soak(ReviewServer server, Caller caller)
      throws IOException, InterruptedException {
    List<WebhookReport.Memory> points = new ArrayList<>();
    for (int part = 1; part <= SOAK_PARTS; part++) {
      caller.perSecond(Kind.NAMED, soak / SOAK_PARTS, PARALLEL);
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      double resident = ProcessFigures.of(server.pid()).residentMib(); // before it collects
      points.add(
          new WebhookReport.Memory(soak / SOAK_PARTS * part, resident, server.liveHeap() / MIB));
    }
    return points;
  }

  private void progress(String format, Object... values) {
    output.progress().printf("# " + format + "%n", values);
  }
}
