package io.flatnet.operator.inspect;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.diagnose.AddressSearch;
import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.SubnetPool;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.operator.UsageException;
import io.flatnet.operator.inspect.WhoReport.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code who}: whose an address or a MAC is. */
@Command(
    name = "who",
    description = "Show which pod has an address or a MAC, and since when.",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:somebody has it",
      "1:nobody has it",
      "2:the cluster could not be asked, or wrong usage"
    })
public final class WhoCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ADDRESS|MAC", description = "What is looked for.")
  private String sought = "";

  @Mixin private final InspectFlags flags = new InspectFlags();

  @Override
  public Integer call() throws InterruptedException {
    return flags.run(
        () -> {
          AddressSearch search =
              AddressSearch.parse(sought)
                  .orElseThrow(
                      () ->
                          new UsageException(
                              "cannot look for \""
                                  + sought
                                  + "\": it is neither an address nor a MAC; write it as in"
                                  + " 10.0.0.5, fd00::5 or 02:00:00:00:00:05",
                              null));
          ClusterReader reader = flags.reader();
          List<Holder> holders = new ArrayList<>();
          for (FlatNetworkIP ip : reader.holders(search)) {
            PodFacts pod = PodFacts.read(reader, ObjectKey.of(ip), AddressObjects.podId(ip));
            holders.add(new Holder(ip, pod));
          }
          List<String> nobody =
              holders.isEmpty()
                  ? search.whyNobody(reader.subnets().stream().map(SubnetPool::of).toList())
                  : List.of();
          flags.print(new WhoReport(sought, holders, nobody));
          return holders.isEmpty() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
        });
  }
}
