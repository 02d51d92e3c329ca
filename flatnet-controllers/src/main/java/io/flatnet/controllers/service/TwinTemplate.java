package io.flatnet.controllers.service;

import io.flatnet.controllers.endpoint.FlatServices;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.Map;
import java.util.Optional;

/** The twin of a Service for those who make it before its controller does. Pure. */
public final class TwinTemplate {
  private TwinTemplate() {}

  /**
   * The twin that the controller makes once a flat pod is selected.
   *
   * @param original as the API server sent it, with its UID
   * @return empty when it has none: it selects nothing, is of a kind without a twin, or has a port
   *     that cannot be raised
   */
  public static Optional<V1Service> of(V1Service original) {
    Map<String, String> selector = FlatServices.selector(original);
    if (selector.isEmpty() || TwinPlanner.hasNoTwin(original)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Twins.of(original, selector));
    } catch (TwinPorts.Unraisable _) {
      return Optional.empty(); // the controller tells it in an event
    }
  }
}
