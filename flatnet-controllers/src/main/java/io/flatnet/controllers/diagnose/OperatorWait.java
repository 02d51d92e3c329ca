package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetwork;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether an operator leads, and what to do where one is waited for. Pure. */
final class OperatorWait {
  private final Instant now;
  private final @Nullable V1LeaseSpec lease;

  OperatorWait(Instant now, @Nullable V1Lease lease) {
    this.now = now;
    this.lease = lease == null ? null : lease.getSpec();
  }

  /** What to do, so that the operator does its part. */
  String next() {
    String holder = holder().orElse(null);
    if (holder == null) {
      return "no operator leads: kubectl -n "
          + FlatNetwork.NAMESPACE
          + " get pods -l app="
          + FlatNetwork.OPERATOR_NAME;
    }
    return "the operator does it; if it does not, see the log of \"" + holder + "\"";
  }

  private Optional<String> holder() {
    V1LeaseSpec known = lease;
    if (known == null) {
      return Optional.empty();
    }
    @Nullable OffsetDateTime renewed = known.getRenewTime();
    int seconds = Objects.requireNonNullElse(known.getLeaseDurationSeconds(), 0);
    boolean isOver = renewed == null || renewed.toInstant().plusSeconds(seconds).isBefore(now);
    String holder = Objects.requireNonNullElse(known.getHolderIdentity(), "");
    return isOver || holder.isEmpty() ? Optional.empty() : Optional.of(holder);
  }
}
