package io.flatnet.lab.cluster;

import java.util.List;

/**
 * The Java virtual machine that the operator is measured in; docs/operator-reference.md says why.
 */
public final class OperatorJvm {
  /** Java's own options. */
  public static final List<String> OPTIONS =
      List.of(
          "-Xms96m",
          "-Xmx256m",
          "-Xmn24m",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MaxHeapFreeRatio=40",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1");

  private OperatorJvm() {}
}
