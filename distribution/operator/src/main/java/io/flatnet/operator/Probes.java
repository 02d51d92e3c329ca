package io.flatnet.operator;

import io.flatnet.controllers.ControllerStatus;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Whether the process lives and is ready, for the kubelet. Safe for use by many threads; reads
 * memory only, so an API server that does not answer makes no probe slow.
 */
final class Probes {
  private final Supplier<Optional<ControllerStatus>> status;
  private final BooleanSupplier stopping;
  private final Supplier<Optional<String>> lack;

  /**
   * Probes of one process.
   *
   * @param status of the controllers, as they are now; empty while there are none
   * @param stopping whether the process was asked to end
   * @param lack why the process is not ready beside its controllers; empty when it is
   */
  Probes(
      Supplier<Optional<ControllerStatus>> status,
      BooleanSupplier stopping,
      Supplier<Optional<String>> lack) {
    this.status = status;
    this.stopping = stopping;
    this.lack = lack;
  }

  /** 503 when only a new process helps. */
  HttpAnswer health() {
    return status
        .get()
        .flatMap(ControllerStatus::fault)
        .map(fault -> HttpAnswer.line(HttpStatus.SERVICE_UNAVAILABLE_503, fault))
        .orElseGet(() -> HttpAnswer.line(HttpStatus.OK_200, "ok"));
  }

  /** 200 for a leader that works and for one that could lead at once, if nothing else lacks. */
  HttpAnswer readiness() {
    if (stopping.getAsBoolean()) {
      return notReady("stopping");
    }
    return status.get().map(this::readiness).orElseGet(() -> notReady("starting"));
  }

  private HttpAnswer readiness(ControllerStatus status) {
    if (!status.missing().isEmpty()) {
      return notReady("waiting for the first list of " + String.join(", ", status.missing()));
    }
    Optional<String> missing = lack.get();
    if (missing.isPresent()) {
      return notReady(missing.get());
    }
    String role = status.isLeading() ? "ok: leads" : "ok: stands by";
    return HttpAnswer.line(
        HttpStatus.OK_200,
        status.missingOptional().isEmpty()
            ? role
            : role + "; works without " + String.join(", ", status.missingOptional()));
  }

  private static HttpAnswer notReady(String why) {
    return HttpAnswer.line(HttpStatus.SERVICE_UNAVAILABLE_503, why);
  }
}
