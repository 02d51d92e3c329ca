package io.flatnet.operator.inspect;

import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.PodTrace;
import io.flatnet.controllers.diagnose.PodView;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.workload.WorkloadKind;
import io.flatnet.operator.UsageException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code why}: where a pod stands on the way to its address. */
@Command(
    name = "why",
    description = {
      "Show each step of a pod's way to its address, when it was done, what it waits for now, and"
          + " what to do.",
      "Of a workload, its pods: those that wait come first."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all steps are done",
      "1:a step is not done, or there is no such pod or workload",
      "2:the cluster could not be asked, or wrong usage"
    })
public final class WhyCommand implements Callable<Integer> {
  private static final int PODS_READ = 100;
  private static final int PODS_SHOWN = 5;

  @Parameters(
      paramLabel = "POD|WORKLOAD",
      description = "A name, pod/NAME, or KIND/NAME such as deployment/NAME.")
  private String sought = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Where it is; the namespace of the context.")
  private @Nullable String namespace;

  @Mixin private final InspectFlags flags = new InspectFlags();

  @Override
  public Integer call() throws InterruptedException {
    return flags.run(
        () -> {
          String where = namespace == null ? flags.namespace() : namespace;
          ClusterReader reader = flags.reader();
          Optional<WhyTarget> target = WhyTarget.find(reader, where, sought);
          if (target.isEmpty()) {
            flags.complain(WhyTarget.absent(reader, where, sought));
            return CommandLine.ExitCode.SOFTWARE;
          }
          WhyReport report = report(reader, where, target.get());
          flags.print(report);
          return report.isDone() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        });
  }

  private static WhyReport report(ClusterReader reader, String namespace, WhyTarget target)
      throws ReadFailure, UsageException {
    WorkloadKind<?> kind = target.kind();
    ObjectKey key = new ObjectKey(namespace, target.name());
    if (kind == null) {
      return new WhyReport("", "", pods(reader, namespace, List.of(key)), 0);
    }
    WorkloadPods workload = WorkloadPods.read(reader, kind, key);
    List<WhyReport.Pod> pods =
        pods(reader, namespace, workload.pods().stream().limit(PODS_READ).toList());
    List<WhyReport.Pod> shown =
        pods.stream()
            .sorted(Comparator.comparing(pod -> pod.trace().open().isEmpty()))
            .limit(PODS_SHOWN)
            .toList();
    int more = Math.max(workload.pods().size(), pods.size()) - shown.size();
    return new WhyReport(workload.key(), workload.template(), shown, more);
  }

  private static List<WhyReport.Pod> pods(
      ClusterReader reader, String namespace, List<ObjectKey> keys) throws ReadFailure {
    PodReading reading = new PodReading(reader, namespace, InstantSource.system());
    List<WhyReport.Pod> pods = new ArrayList<>();
    for (ObjectKey key : keys) {
      Optional<PodView> view = reading.view(key);
      if (view.isPresent()) {
        pods.add(
            new WhyReport.Pod(
                key.toString(),
                PodFacts.of(reader, view.get().pod()),
                PodTrace.of(view.get()),
                view.get().events()));
      }
    }
    return pods;
  }
}
