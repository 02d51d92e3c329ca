package io.flatnet.operator.inspect;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.diagnose.AddressMap;
import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.Nearest;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.controllers.diagnose.SubnetPool;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.operator.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code map}: a picture of a subnet's addresses. */
@Command(
    name = "map",
    description = {
      "Draw the addresses of a subnet: which are used, reserved, free, and not for pods.",
      "Of a network larger than a /16 the part is shown in which something is. \"-o svg\" writes"
          + " the picture as SVG."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:well",
      "1:there is no such subnet, or its spec cannot be read",
      "2:the cluster could not be asked, or wrong usage"
    })
public final class MapCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SUBNET", description = "The name of the subnet.")
  private String name = "";

  @Mixin private final InspectFlags flags = new InspectFlags();

  @Override
  public Integer call() throws InterruptedException {
    return flags.run(
        () -> {
          ClusterReader reader = flags.reader();
          FlatNetworkSubnet subnet =
              reader.get(ResourceType.FLAT_NETWORK_SUBNETS, ObjectKey.ofSubnet(name)).orElse(null);
          return subnet == null ? absent(reader) : draw(SubnetPool.of(subnet));
        });
  }

  private int draw(SubnetPool pool) throws UsageException {
    Optional<AddressMap> map = AddressMap.of(pool);
    if (map.isEmpty()) {
      flags.complain("cannot draw subnet \"" + name + "\": " + pool.fault());
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (flags.format() == OutputFormat.SVG) {
      flags.out().print(MapSvg.of(map.get()));
      flags.out().flush();
    } else {
      flags.print(new MapReport(map.get()));
    }
    return CommandLine.ExitCode.OK;
  }

  private int absent(ClusterReader reader) throws ReadFailure {
    List<String> names =
        reader.subnets().stream().map(subnet -> ObjectKey.of(subnet).name()).toList();
    List<String> close = Nearest.to(name, names);
    String next =
        names.isEmpty()
            ? "there are no subnets in namespace " + FlatNetwork.NAMESPACE
            : close.isEmpty()
                ? "see kubectl -n " + FlatNetwork.NAMESPACE + " get flsubnet"
                : "close to it is " + String.join(", ", close);
    flags.complain("cannot find subnet \"" + name + "\"; " + next);
    return CommandLine.ExitCode.SOFTWARE;
  }
}
