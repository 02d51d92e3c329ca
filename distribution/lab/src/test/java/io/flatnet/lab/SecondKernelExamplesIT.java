package io.flatnet.lab;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.flatnet.testcluster.kernel.SecondKernel;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The examples that need ipvlan and 802.1Q, played on a kernel that has them. */
@Requires(Part.KERNEL_LAB)
class SecondKernelExamplesIT {
  @TestFactory
  Stream<DynamicTest> examplesOnTheSecondKernel() throws IOException {
    return SecondKernel.tests(List.of("distribution/lab"), ".*LabIT");
  }
}
