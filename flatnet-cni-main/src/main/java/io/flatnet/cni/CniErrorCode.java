package io.flatnet.cni;

/**
 * The codes of error results. 1 to 99 are given by CNI SPEC 1.0.0, section "Error"; 100 and above
 * are this plugin's.
 */
public enum CniErrorCode {
  /** The configuration asks for a spec version that this plugin does not speak. */
  INCOMPATIBLE_VERSION(1),
  /** The container or its network namespace is unknown. */
  CONTAINER_UNKNOWN(3),
  /** Environment variables are missing or wrong. */
  INVALID_ENVIRONMENT(4),
  /** Reading the request failed. */
  IO_FAILURE(5),
  /** The configuration is no JSON, or a part of it has another type. */
  UNDECODABLE(6),
  /** The configuration can be read, but not obeyed. */
  INVALID_CONFIG(7),
  /** A state that passes by itself: the caller is to try again later. */
  TRY_AGAIN(11),
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

  CniErrorCode(int code) {
    this.code = code;
  }

  /** The number in the error JSON. */
  public int code() {
    return code;
  }
}
