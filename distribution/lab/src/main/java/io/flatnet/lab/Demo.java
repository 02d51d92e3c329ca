package io.flatnet.lab;

import io.flatnet.lab.cluster.ControlPlaneChoice;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code distribution/demo}. */
@Command(
    name = "demo",
    description = {
      "Flat-network addresses without a cluster: two nodes and a switch as network namespaces, an"
          + " API server, the operator with its webhook, the agents and the real CNI binary;"
          + " applies docs/macvlan, gives its pods their addresses, has one wrong pod denied, lets"
          + " the others ping, and takes everything away again.",
      "With --control-plane kubeconfig the webhook is off and nothing is denied: your API server"
          + " may not reach this machine.",
      "Needs Linux, Java 25 and a C compiler for the first build; neither root nor a network."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:a step failed; the last line says which",
      "2:the command line is wrong",
      "130:stopped by Ctrl-C"
    })
public final class Demo implements Callable<Integer> {
  private static final Duration CLEANING_LIMIT = Duration.ofSeconds(15);

  @Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Option(
      names = "--control-plane",
      paramLabel = "embedded|assets|kubeconfig",
      defaultValue = "embedded",
      description =
          "the API server: ours in memory (default), etcd and kube-apiserver from the test"
              + " binaries, or your own")
  private ControlPlaneChoice controlPlane = ControlPlaneChoice.EMBEDDED;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "your own API server; needs --control-plane kubeconfig")
  private @Nullable Path kubeconfig;

  @Option(names = "--yes", description = "yes, write to the API server of --kubeconfig")
  private boolean yes;

  @Option(
      names = "--keep",
      description = "leave all running until Ctrl-C, with a kubeconfig to play with")
  private boolean keep;

  @Mixin private final OutputOptions output = new OutputOptions();

  private final CountDownLatch clean = new CountDownLatch(1);
  private volatile boolean stopping;

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    int code =
        new CommandLine(new Demo()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
    System.exit(code);
  }

  @Override
  public Integer call() throws InterruptedException {
    DemoOptions options = options();
    stopOnSignal(Thread.currentThread());
    try {
      run(options, output.progress());
      return CommandLine.ExitCode.OK;
    } catch (StepFailedException failure) {
      if (stopping) {
        return stopped();
      }
      System.err.println("demo: " + failure.getMessage());
      for (Throwable also : failure.getSuppressed()) {
        System.err.println("demo: then " + also.getMessage());
      }
      return CommandLine.ExitCode.SOFTWARE;
    } catch (InterruptedException stopped) {
      return stopped();
    } finally {
      clean.countDown();
    }
  }

  /** The JVM's own code wins when a signal ends it: 130 for Ctrl-C, 143 for SIGTERM. */
  private static int stopped() {
    System.err.println("demo: stopped");
    return 130;
  }

  private void run(DemoOptions options, PrintStream out)
      throws StepFailedException, InterruptedException {
    List<PodRow> shown = new ArrayList<>();
    DemoRun run = new DemoRun(options, Layout.ofProperties(), new Steps(out, System::nanoTime));
    run.run(
        pods -> {
          shown.addAll(pods);
          if (!output.json()) {
            out.print("\n" + DemoReport.table(pods) + "\n");
          } else if (keep) {
            print(new DemoReport(pods, run.denial(), secondsSinceStart()));
          }
        });
    if (!output.json()) {
      out.printf(Locale.ROOT, "%7.2f s  in all%n", secondsSinceStart());
    } else if (!keep) {
      print(new DemoReport(shown, run.denial(), secondsSinceStart()));
    }
  }

  private DemoOptions options() {
    if (controlPlane == ControlPlaneChoice.KUBECONFIG && !yes) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--control-plane kubeconfig writes objects to that API server and removes them at the"
              + " end; add --yes if that is what you want");
    }
    try {
      return new DemoOptions(controlPlane, kubeconfig, keep);
    } catch (IllegalArgumentException unfit) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), unfit.getMessage(), unfit);
    }
  }

  /** Ctrl-C and SIGTERM interrupt the run, and the JVM waits until it has cleaned up. */
  private void stopOnSignal(Thread run) {
    Thread stop =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  if (clean.getCount() == 0) {
                    return;
                  }
                  stopping = true;
                  run.interrupt();
                  awaitClean();
                });
    Runtime.getRuntime().addShutdownHook(stop);
  }

  private void awaitClean() {
    try {
      if (!clean.await(CLEANING_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("demo: cleaning up took too long; the kernel does the rest");
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(DemoReport report) {
    System.out.println(report.toJson());
  }

  /** Seconds since the script began, which the Java virtual machine has spent a part of. */
  private static double secondsSinceStart() {
    long startedMicros =
        Long.getLong(
            "flatnet.started",
            ProcessHandle.current()
                .info()
                .startInstant()
                .map(t -> t.toEpochMilli() * 1000)
                .orElse(0L));
    long nowMicros = System.currentTimeMillis() * 1000;
    return Math.max(0, Math.round((nowMicros - startedMicros) / 1e4) / 100.0);
  }
}
