package io.flatnet.controllers.leader;

import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate reads in a Lease and writes into it, as Kubernetes' own components do
 * (client-go, {@code tools/leaderelection}). Pure; leases are copied, not changed.
 */
record LeaseTerms(ElectionSettings settings) {
  private static final int RELEASED_SECONDS = 1;

  /** Who holds it; empty text when it is released. */
  static String holder(V1Lease lease) {
    V1LeaseSpec spec = lease.getSpec();
    String holder = spec == null ? null : spec.getHolderIdentity();
    return holder == null ? "" : holder;
  }

  /** How long it is valid after the last renewal. */
  Duration duration(V1Lease lease) {
    V1LeaseSpec spec = lease.getSpec();
    Integer seconds = spec == null ? null : spec.getLeaseDurationSeconds();
    return seconds == null ? settings.leaseDuration() : Duration.ofSeconds(seconds);
  }

  /** Whether this candidate holds it. */
  boolean isMine(V1Lease lease) {
    return holder(lease).equals(settings.identity());
  }

  /** The lease as its first holder makes it. */
  V1Lease first(Instant now) {
    V1ObjectMeta metadata =
        new V1ObjectMeta().namespace(settings.lease().namespace()).name(settings.lease().name());
    V1Lease lease =
        new V1Lease().apiVersion("coordination.k8s.io/v1").kind("Lease").metadata(metadata);
    return lease.spec(held(null, now).leaseTransitions(0).acquireTime(micros(now)));
  }

  /** The lease as this candidate takes it, from somebody else or from itself. */
  V1Lease taken(V1Lease lease, Instant now) {
    V1LeaseSpec old = Objects.requireNonNullElseGet(lease.getSpec(), V1LeaseSpec::new);
    V1LeaseSpec spec = held(old, now);
    if (!isMine(lease)) {
      spec.acquireTime(micros(now))
          .leaseTransitions(Objects.requireNonNullElse(old.getLeaseTransitions(), 0) + 1);
    }
    return copy(lease, spec);
  }

  /** The lease as its holder leaves it: whoever looks next may take it at once. */
  V1Lease released(V1Lease lease, Instant now) {
    V1LeaseSpec old = Objects.requireNonNullElseGet(lease.getSpec(), V1LeaseSpec::new);
    return copy(
        lease,
        held(old, now)
            .holderIdentity("")
            .leaseDurationSeconds(RELEASED_SECONDS)
            .acquireTime(micros(now)));
  }

  /**
   * A renewal always changes the object, whatever the wall clock does: the API server would take
   * two equal ones for no write, and the others would see none.
   */
  private V1LeaseSpec held(@Nullable V1LeaseSpec old, Instant now) {
    OffsetDateTime time = micros(now);
    OffsetDateTime last = old == null ? null : old.getRenewTime();
    if (last != null && last.isEqual(time)) {
      time = time.plus(1, ChronoUnit.MICROS);
    }
    V1LeaseSpec spec = new V1LeaseSpec();
    if (old != null) {
      spec.acquireTime(old.getAcquireTime())
          .leaseTransitions(old.getLeaseTransitions())
          .strategy(old.getStrategy())
          .preferredHolder(old.getPreferredHolder());
    }
    return spec.holderIdentity(settings.identity())
        .leaseDurationSeconds(Math.toIntExact(settings.leaseDuration().toSeconds()))
        .renewTime(time);
  }

  private static V1Lease copy(V1Lease lease, V1LeaseSpec spec) {
    return new V1Lease()
        .apiVersion(lease.getApiVersion())
        .kind(lease.getKind())
        .metadata(lease.getMetadata())
        .spec(spec);
  }

  private static OffsetDateTime micros(Instant now) {
    return now.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
