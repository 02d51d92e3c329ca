package io.flatnet.lab.bench.migrate;

import static io.flatnet.lab.bench.JsonReport.rounded;

import com.google.gson.JsonObject;
import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.lab.OutputOptions;
import io.flatnet.lab.Teardown;
import io.flatnet.lab.bench.JsonReport;
import io.flatnet.lab.bench.Machine;
import io.flatnet.lab.bench.ProcessFigures;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.LabCluster;
import io.flatnet.lab.cluster.LabClusters;
import io.flatnet.lab.cluster.Manifests;
import io.flatnet.lab.cluster.OperatorJar;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code distribution/benchmarks/migrate}. */
@Command(
    name = "migrate",
    description = {
      "Deployments of the old system, migrated by the shipped jar with --interval=0 on a real API server: how many a"
          + " second, start of the JVM and lists included, and in how much memory. The limit, in the same run: a client"
          + " that knows what to write and only patches as many Deployments, one after another, half of them before and"
          + " half after."
    },
    sortOptions = false)
final class MigrateBenchmark implements Callable<Integer> {
  private static final int WARM_UP = 500;
  private static final long LOOK_EACH_MILLIS = 50;

  @Option(
      names = "--workloads",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Deployments (10000)")
  private int workloads = 10_000;

  @Mixin private final OutputOptions output = new OutputOptions();

  private final Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
  private final Path distribution = Path.of(System.getProperty("flatnet.distribution", "."));

  /**
   * What a migration took.
   *
   * @param perSecond Deployments
   * @param peakMib the most memory in RAM that was seen
   */
  private record Run(double perSecond, double peakMib) {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MigrateBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (workloads < 10 || workloads > 50_000) {
      System.err.printf("migrate: cannot run %d workloads: 10 to 50000%n", workloads);
      return CommandLine.ExitCode.USAGE;
    }
    double loadBefore = Machine.load();
    try (Teardown teardown = new Teardown()) {
      LabCluster cluster = teardown.add(LabClusters.assets(distribution.resolve("manifests")));
      OldWorkloads all = prepare(LabClusters.client(cluster.admin()));
      List<JsonObject> first = all.createOthers("first", workloads / 2);
      List<JsonObject> second = all.createOthers("second", workloads - workloads / 2);
      all.patchesPerSecond(all.createOthers("warm-up", WARM_UP));
      progress("%d patches of a bare client", first.size());
      double before = all.patchesPerSecond(first);
      progress("%d Deployments to migrate among %d", workloads, 2 * workloads + WARM_UP);
      Run run = migrate(cluster.admin());
      progress("%d patches of a bare client", second.size());
      double after = all.patchesPerSecond(second);
      report(before, after, run, Machine.read(loadBefore));
      return CommandLine.ExitCode.OK;
    } catch (IOException failure) {
      System.err.println("migrate: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private OldWorkloads prepare(ApiClient client) throws IOException, InterruptedException {
    KubeObjects objects = new KubeObjects(client);
    List<KubeObject> definitions = new ArrayList<>(Manifests.definitions());
    Path old = distribution.resolveSibling("flatnet-controllers/src/test/resources/macvlan");
    definitions.addAll(Manifests.readDirectory(old));
    for (KubeObject definition : definitions) {
      objects.create(definition);
    }
    OldWorkloads all =
        new OldWorkloads(
            new RawStore(new ApiCalls(ApiClients.tune(client), ApiClients.REQUEST_TIMEOUT)));
    all.awaitServed();
    all.createSubnet();
    progress("making %d Deployments", 2 * workloads + WARM_UP);
    all.createOld(workloads);
    return all;
  }

  private Run migrate(Path kubeconfig) throws IOException, InterruptedException {
    Path log = Files.createTempFile(scratch, "migrate", ".log");
    List<String> arguments =
        List.of("migrate", "--yes", "--interval=0", "--kubeconfig", kubeconfig.toString());
    long begin = System.nanoTime();
    Process process = OperatorJar.start(distribution, arguments, log);
    double peak = 0;
    while (!process.waitFor(LOOK_EACH_MILLIS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, residentMib(process, peak));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    String said = Files.readString(log);
    long written = said.lines().filter(line -> line.endsWith(": done")).count();
    if (process.exitValue() != 0 || written != workloads + 1L) {
      throw new IOException(
          "the migration ended with exit code %d after %d writes: %s"
              .formatted(
                  process.exitValue(), written, said.substring(Math.max(0, said.length() - 2000))));
    }
    return new Run(written / seconds, peak);
  }

  /** What it holds now; what it held before, if it is about to end and holds nothing any more. */
  private static double residentMib(Process process, double before)
      throws IOException, InterruptedException {
    try {
      return ProcessFigures.of(process.pid()).residentMib();
    } catch (IOException gone) {
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        throw gone;
      }
      return before;
    }
  }

  private void report(double before, double after, Run run, Machine machine) {
    double limit = Math.max(before, after);
    if (output.json()) {
      JsonReport report = new JsonReport("migrate", machine);
      report.ratio("migrated_per_limit", run.perSecond() / limit);
      report
          .figures()
          .put("workloads", workloads)
          .put("migrated_per_second", rounded(run.perSecond()))
          .put("limit_before_per_second", rounded(before))
          .put("limit_after_per_second", rounded(after))
          .put("peak_mib", rounded(run.peakMib()));
      System.out.println(report);
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "bare client  %8.0f patches/s before, %.0f after%n"
            + "migrated     %8.0f/s = %.2f of the limit (target >= 0.80); %d Deployments%n"
            + "memory       %8.1f MiB resident at most (target <= 256)%n"
            + "%d x %s, kernel %s, load %.2f before, %.2f after%n",
        before,
        after,
        run.perSecond(),
        run.perSecond() / limit,
        workloads,
        run.peakMib(),
        machine.cpus(),
        machine.cpu(),
        machine.kernel(),
        machine.loadBefore(),
        machine.loadAfter());
  }

  private void progress(String format, Object... values) {
    output.progress().printf("# " + format + "%n", values);
  }
}
