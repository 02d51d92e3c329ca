package io.flatnet.node;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.flatnet.testcluster.kernel.SecondKernel;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What netlink and the plugin do on a kernel that has ipvlan, 802.1Q, bonds and dummies. */
@Requires(Part.KERNEL_LAB)
class SecondKernelIT {
  @TestFactory
  Stream<DynamicTest> testsOfTheSecondKernel() throws IOException {
    return SecondKernel.tests(
        List.of("flatnet-netlink", "flatnet-cni-main"), ".*LabIT|LinksIT|AddressesIT|RoutesIT");
  }
}
