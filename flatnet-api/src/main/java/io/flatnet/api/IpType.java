package io.flatnet.api;

import java.util.Locale;

/** Whether a workload takes any address or names its own. */
public enum IpType {
  /** Any free address of the subnet. */
  AUTO,
  /** One of those that the annotation names. */
  SPECIFIC;

  /** The value of the label {@link Labels#IP_TYPE}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
