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
  /** This node's kernel lacks what the subnet asks for. */
  NOT_SUPPORTED(107),
  /** The subnet's master cannot carry the interface: it is down, or of a kind that carries none. */
  MASTER_UNUSABLE(108),
  /** The parent link carries interfaces that the asked one cannot stand beside. */
  PARENT_TAKEN(109),
  /** Another host has the pod's address. */
  ADDRESS_IN_USE(110),
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
