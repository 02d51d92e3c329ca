package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.Phase;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's writes to FlatNetworkIPs. Every one names the resourceVersion that was read, and
 * after every failure the object is read again before anything else is written: an answer that was
 * lost is found out that way.
 */
final class AddressWriter {
  /**
   * A published annotation without meaning: writing it makes older writes of the object conflict.
   */
  static final String FENCE_ANNOTATION = "flatnetwork.pandaria.io/ledger-fence";

  private static final int ATTEMPTS = 4;

  private final ResourceStore<FlatNetworkIP> objects;
  private final Executor executor;
  private final InstantSource clock;
  private final AtomicReference<Outcome.@Nullable Forbidden<?>> forbidden = new AtomicReference<>();

  /** How a write to one object ended. */
  enum Written {
    /** It is written. */
    DONE,
    /** The object says so already; nothing was written, or only the answer was lost. */
    SAID,
    /** There is no such object any more, or another one of that name. */
    GONE,
    /** The object is on its way out with the address that it publishes; nothing was written. */
    LEAVING,
    /**
     * The object is on its way out and publishes nothing. Nobody publishes to one that is leaving,
     * and what was under way before names an older version, so it never will.
     */
    LEAVING_EMPTY,
    /** The object publishes another address than this writer thinks. */
    FOREIGN,
    /** The object turned to another subnet, and publishes nothing or what it got there. */
    MOVED,
    /** Somebody wrote the object since it was read; nothing was written. */
    CHANGED,
    /** Not known; to be tried again. */
    UNKNOWN
  }

  AddressWriter(ResourceStore<FlatNetworkIP> objects, Executor executor, InstantSource clock) {
    this.objects = objects;
    this.executor = executor;
    this.clock = clock;
  }

  /** A batch begins. */
  void begin() {
    forbidden.set(null);
  }

  /** What the API server does not allow, if that is why something is {@link Written#UNKNOWN}. */
  Optional<Outcome.Forbidden<?>> forbidden() {
    return Optional.ofNullable(forbidden.get());
  }

  /** Does the same for all, beside each other, and waits for the last. */
  <T> Map<T, Written> each(Collection<T> items, Function<T, Written> write) {
    Map<T, CompletableFuture<Written>> writes = new LinkedHashMap<>();
    for (T item : items) {
      writes.put(item, CompletableFuture.supplyAsync(() -> write.apply(item), executor));
    }
    Map<T, Written> results = new LinkedHashMap<>();
    writes.forEach((item, result) -> results.put(item, result.join()));
    return results;
  }

  /**
   * Publishes a committed lease, with the version of the snapshot and no other: an object that
   * somebody wrote since is only published to after another write of the ledger.
   *
   * @param snapshot the object as it was read before the ledger was written
   */
  Written publish(FlatNetworkIP snapshot, Lease lease) {
    return writeStatus(
        snapshot,
        published(snapshot.status(), lease),
        live -> AddressObjects.isSettled(live, lease),
        Optional.of(lease.address()));
  }

  /**
   * Says why an object gets no address, with the version of the snapshot and no other: the object
   * may have an interface by now.
   */
  Written refuse(FlatNetworkIP snapshot, String message) {
    FlatNetworkIPStatus status =
        snapshot.status().withPhase(Phase.FAILED.wire()).withFailureMessage(message);
    return writeStatus(
        snapshot, status, live -> live.status().equals(status), AddressObjects.published(snapshot));
  }

  /**
   * Writes a status once.
   *
   * @param isSaid whether an object says that already
   * @param address what the object may publish then, if it publishes anything
   */
  private Written writeStatus(
      FlatNetworkIP snapshot,
      FlatNetworkIPStatus status,
      Predicate<FlatNetworkIP> isSaid,
      Optional<IpAddress> address) {
    Outcome<FlatNetworkIP> outcome = objects.updateStatus(snapshot.withStatus(status));
    if (outcome instanceof Outcome.Done) {
      return Written.DONE;
    }
    if (noteForbidden(outcome)) {
      return Written.UNKNOWN;
    }
    return switch (read(snapshot)) {
      case Outcome.Done<FlatNetworkIP>(FlatNetworkIP live) -> {
        if (isMoved(snapshot, live)) {
          yield Written.MOVED;
        }
        if (isSaid.test(live)) {
          yield Written.SAID;
        }
        Optional<IpAddress> published = AddressObjects.published(live);
        if (published.isPresent() && !published.equals(address)) {
          yield Written.FOREIGN;
        }
        if (!Metadata.isDeleting(live)) {
          yield Written.CHANGED;
        }
        yield published.isPresent() ? Written.LEAVING : Written.LEAVING_EMPTY;
      }
      case Outcome.NotFound<FlatNetworkIP> _ -> Written.GONE;
      case Outcome.Failure<FlatNetworkIP> _ -> Written.UNKNOWN;
    };
  }

  private FlatNetworkIPStatus published(FlatNetworkIPStatus old, Lease lease) {
    return old.withPhase(Phase.PENDING.wire())
        .withFailureMessage(null)
        .withAddr(lease.address().toString())
        .withMac(lease.mac() == null ? "" : lease.mac().toString())
        .withAllocatedTimeStamp(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** Makes every older write of the object conflict, and changes nothing that means anything. */
  Written fence(FlatNetworkIP snapshot) {
    return write(
        snapshot,
        fresh ->
            AddressObjects.published(fresh).equals(AddressObjects.published(snapshot))
                ? null
                : Written.FOREIGN,
        fresh ->
            objects.patch(
                ObjectKey.of(fresh),
                MergePatch.builder()
                    .annotations(Map.of(FENCE_ANNOTATION, UUID.randomUUID().toString()))
                    .resourceVersion(version(fresh))
                    .build()));
  }

  /** Takes our finalizer, and the reference's, off an object that is on its way out. */
  Written letGo(FlatNetworkIP snapshot) {
    return write(
        snapshot,
        fresh -> {
          if (!Metadata.isDeleting(fresh)) {
            return Written.FOREIGN;
          }
          return AddressObjects.isHolding(fresh) ? null : Written.DONE;
        },
        fresh ->
            objects.patch(
                ObjectKey.of(fresh),
                MergePatch.builder()
                    .finalizers(
                        new ArrayList<>(
                            AddressObjects.otherFinalizers(fresh.getMetadata().getFinalizers())))
                    .resourceVersion(version(fresh))
                    .build()));
  }

  /** Reads the object; another one of its name is not found. */
  Outcome<FlatNetworkIP> read(FlatNetworkIP snapshot) {
    Outcome<FlatNetworkIP> outcome = objects.get(ObjectKey.of(snapshot));
    noteForbidden(outcome);
    return outcome.answer().filter(live -> !isSame(snapshot, live)).isPresent()
        ? new Outcome.NotFound<>("another object has the name " + snapshot.key())
        : outcome;
  }

  /** Remembers what is not allowed; whether this is it. */
  private boolean noteForbidden(Outcome<?> outcome) {
    if (outcome instanceof Outcome.Forbidden<?> refused) {
      forbidden.set(refused);
      return true;
    }
    return false;
  }

  /** What an object's state says about a write: an end, or null to go on. */
  @FunctionalInterface
  private interface Check {
    @Nullable Written check(FlatNetworkIP fresh);
  }

  private Written write(
      FlatNetworkIP snapshot, Check check, Function<FlatNetworkIP, Outcome<FlatNetworkIP>> write) {
    FlatNetworkIP object = snapshot;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Written ended = check.check(object);
      if (ended != null && (ended == Written.DONE || attempt > 0)) {
        return ended; // an end that a snapshot tells is only believed of the object as it is now
      }
      if (ended == null) {
        Outcome<FlatNetworkIP> outcome = write.apply(object);
        if (outcome instanceof Outcome.Done) {
          return Written.DONE;
        }
        if (noteForbidden(outcome)) {
          return Written.UNKNOWN;
        }
      }
      switch (read(snapshot)) {
        case Outcome.Done<FlatNetworkIP>(FlatNetworkIP live) -> object = live;
        case Outcome.NotFound<FlatNetworkIP> _ -> {
          return Written.GONE;
        }
        case Outcome.Failure<FlatNetworkIP> _ -> {
          return Written.UNKNOWN;
        }
      }
      if (isMoved(snapshot, object)) {
        return Written.MOVED;
      }
    }
    return Written.UNKNOWN;
  }

  private static boolean isMoved(FlatNetworkIP snapshot, FlatNetworkIP live) {
    Optional<IpAddress> published = AddressObjects.published(live);
    return !Objects.equals(live.spec().getSubnet(), snapshot.spec().getSubnet())
        && (published.isEmpty() || !published.equals(AddressObjects.published(snapshot)));
  }

  private static boolean isSame(FlatNetworkIP one, FlatNetworkIP other) {
    return Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
  }

  private static String version(FlatNetworkIP ip) {
    return Objects.requireNonNullElse(ip.getMetadata().getResourceVersion(), "");
  }
}
