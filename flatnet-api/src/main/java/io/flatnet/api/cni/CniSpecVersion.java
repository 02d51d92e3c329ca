package io.flatnet.api.cni;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The versions of the CNI specification that the plugin speaks, oldest first. */
public enum CniSpecVersion {
  /** The first: one address of each family in the result. */
  V0_1_0("0.1.0"),
  /** Adds VERSION. */
  V0_2_0("0.2.0"),
  /** The first with interfaces in the result. */
  V0_3_0("0.3.0"),
  /** Same as 0.3.0. */
  V0_3_1("0.3.1"),
  /** Adds CHECK, and {@code prevResult} for DEL. */
  V0_4_0("0.4.0"),
  /** Takes {@code version} out of the result's addresses. */
  V1_0_0("1.0.0"),
  /** Adds GC and STATUS. */
  V1_1_0("1.1.0");

  private final String text;

  CniSpecVersion(String text) {
    this.text = text;
  }

  /** The version as {@code cniVersion} has it. */
  public String text() {
    return text;
  }

  /** The newest version. */
  public static CniSpecVersion newest() {
    return V1_1_0;
  }

  /** All versions as {@code supportedVersions} has them, oldest first. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(CniSpecVersion::text).toList();
  }

  /** The version of this text, or nothing when the plugin does not speak it. */
  public static Optional<CniSpecVersion> of(String text) {
    return Arrays.stream(values()).filter(version -> version.text.equals(text)).findFirst();
  }

  /** Whether results have a list of interfaces (from 0.3.0 on). */
  boolean hasInterfaces() {
    return compareTo(V0_3_0) >= 0;
  }

  /** Whether addresses in a result say their family in {@code version} (up to 0.4.0). */
  boolean namesFamilies() {
    return compareTo(V1_0_0) < 0;
  }
}
