package io.flatnet.cni;

/** The verbs of CNI SPEC 1.0.0 section 2, by the value of {@code CNI_COMMAND}. */
public enum CniCommand {
  /** Attach a container to the network. */
  ADD,
  /** Take an attachment back. */
  DEL,
  /** Compare an attachment with what was asked. */
  CHECK,
  /** Name the spec versions that the plugin speaks. */
  VERSION
}
