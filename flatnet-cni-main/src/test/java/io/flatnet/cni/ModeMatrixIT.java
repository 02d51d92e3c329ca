package io.flatnet.cni;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.List;
import java.util.stream.Stream;

/** Every mode of macvlan on an untagged link. */
@Requires({Part.KERNEL, Part.IPROUTE})
class ModeMatrixIT extends ModeMatrix {
  static Stream<Scenario> scenarios() {
    return scenarios("macvlan", List.of("bridge", "vepa", "private", "passthru"), List.of(""), 0);
  }
}
