package io.flatnet.cni;

/** Error codes of this plugin's own: CNI SPEC 1.0.0 leaves 100 and above to plugins. */
public enum PluginError {
  /** The subnet is {@code Failed}, missing, or contradicts the address. */
  SUBNET_UNUSABLE(101),
  /** The API server answered 401 or 403. */
  API_REFUSED(102),
  /** The subnet's master is no link of this node. */
  MASTER_MISSING(103),
  /** The pod has an interface of the asked name already. */
  NAME_TAKEN(104),
  /** The kernel refused a step. */
  KERNEL_REFUSED(105),
  /** CHECK found the pod's network changed. */
  CHECK_FAILED(106),
  /** The subnet asks for something that is not built yet. */
  NOT_SUPPORTED(107),
  /** A fault of this plugin. */
  INTERNAL(199);

  private final int code;

  PluginError(int code) {
    this.code = code;
  }

  /** The number in the error JSON. */
  public int code() {
    return code;
  }
}
