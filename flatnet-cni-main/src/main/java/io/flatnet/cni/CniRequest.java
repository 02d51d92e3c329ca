package io.flatnet.cni;

import io.flatnet.netlink.NetworkNamespace;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as it comes in.
 *
 * @param environment the CNI_* variables
 * @param stdin the network configuration, UTF-8 JSON; not to be changed
 * @param namespace the pod's namespace; null when there is none or it could not be opened
 * @param namespaceProblem why it could not be opened; empty when it was, or none was named
 */
@SuppressWarnings("ArrayRecordComponent") // it is only handed on; equality is never asked
public record CniRequest(
    Map<String, String> environment,
    byte[] stdin,
    @Nullable NetworkNamespace namespace,
    String namespaceProblem) {
  /** Copies the map. */
  public CniRequest {
    environment = Map.copyOf(environment);
  }
}
