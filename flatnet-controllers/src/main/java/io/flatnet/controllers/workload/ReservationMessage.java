package io.flatnet.controllers.workload;

import io.flatnet.controllers.ledger.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Says of a reservation who else has addresses of it. Pure. */
final class ReservationMessage {
  private static final int SHOWN = 8;

  private ReservationMessage() {}

  /**
   * The text for an event; empty when nobody else has anything.
   *
   * @param isOfAnother whether a pod, {@code namespace/name}, is of another workload
   */
  static Optional<String> of(Reservation reservation, Predicate<String> isOfAnother) {
    List<String> found = new ArrayList<>();
    reservation
        .elders()
        .forEach((address, workload) -> found.add(address + " reserved for " + workload));
    reservation
        .holders()
        .forEach(
            (address, pod) -> {
              if (isOfAnother.test(pod)) {
                found.add(address + " held by pod " + pod + " until it is gone");
              }
            });
    return found.isEmpty() ? Optional.empty() : Optional.of(message(reservation, found));
  }

  private static String message(Reservation reservation, List<String> found) {
    String rest = found.size() > SHOWN ? " and " + (found.size() - SHOWN) + " more" : "";
    return "cannot reserve all that the pod template names of subnet \""
        + reservation.subnet()
        + "\": an address must be free for this workload, got "
        + String.join(", ", found.subList(0, Math.min(found.size(), SHOWN)))
        + rest
        + "; name other addresses, or delete what has them";
  }
}
