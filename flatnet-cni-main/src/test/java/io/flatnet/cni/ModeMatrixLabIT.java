package io.flatnet.cni;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.List;
import java.util.stream.Stream;

/** Every mode of ipvlan, and of both kinds in a VLAN: on a kernel with ipvlan and 802.1Q. */
@Requires({Part.KERNEL, Part.IPROUTE})
class ModeMatrixLabIT extends ModeMatrix {
  private static final List<String> FLAGS = List.of("bridge", "private", "vepa");
  private static final int VLAN = 100;

  private static final List<String> MACVLAN_MODES =
      List.of("bridge", "vepa", "private", "passthru");
  private static final List<String> NEWEST = List.of("1.1.0");

  /**
   * A scenario takes seconds in a User-Mode Linux kernel: all versions for the default mode only.
   */
  static Stream<Scenario> scenarios() {
    List<String> modes = List.of("l2", "l3", "l3s");
    return Stream.of(
            scenarios("ipvlan", modes, FLAGS, 0, NEWEST),
            scenarios("ipvlan", modes, FLAGS, VLAN, NEWEST),
            scenarios("macvlan", MACVLAN_MODES, List.of(""), VLAN, NEWEST),
            scenarios("ipvlan", List.of("l2"), List.of("bridge"), VLAN, VERSIONS.subList(0, 6)),
            scenarios("macvlan", List.of("bridge"), List.of(""), VLAN, VERSIONS.subList(0, 6)))
        .flatMap(scenario -> scenario);
  }
}
