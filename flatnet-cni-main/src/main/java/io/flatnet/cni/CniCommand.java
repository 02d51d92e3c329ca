package io.flatnet.cni;

/** The verbs of CNI SPEC 1.1.0 section 2, by the value of {@code CNI_COMMAND}. */
public enum CniCommand {
  /** Attach a container to the network. */
  ADD,
  /** Take an attachment back. */
  DEL,
  /** Compare an attachment with what was asked. */
  CHECK,
  /** Remove what no attachment uses any more. */
  GC,
  /** Say whether ADD can be served. */
  STATUS,
  /** Name the spec versions that the plugin speaks. */
  VERSION;

  /** Whether it is about one interface of one container. */
  public boolean isOfContainer() {
    return switch (this) {
      case ADD, DEL, CHECK -> true;
      case GC, STATUS, VERSION -> false;
    };
  }
}
