package io.flatnet.operator.inspect;

import io.flatnet.controllers.diagnose.Inspection;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}: whether ledgers, FlatNetworkIPs, pods and slices agree. */
@Command(
    name = "check",
    description = {
      "Compare the subnets' ledgers, the FlatNetworkIPs, the pods and the EndpointSlices: addresses"
          + " that two have, that are lost, of pods that are gone, or published though no pod has"
          + " them.",
      "What may be half done just now is looked at again for some seconds before it is told."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:there are faults",
      "2:the cluster could not be asked, or wrong usage"
    })
public final class CheckCommand implements Callable<Integer> {
  @Mixin private final InspectFlags flags = new InspectFlags();

  @Override
  public Integer call() throws InterruptedException {
    return flags.run(
        () -> {
          Inspection.Result result =
              new Inspection(
                      flags.reader(),
                      InstantSource.system(),
                      () -> Thread.sleep(Inspection.BETWEEN_LOOKS))
                  .run();
          flags.print(new CheckReport(result));
          return result.faults().isEmpty()
              ? CommandLine.ExitCode.OK
              : CommandLine.ExitCode.SOFTWARE;
        });
  }
}
