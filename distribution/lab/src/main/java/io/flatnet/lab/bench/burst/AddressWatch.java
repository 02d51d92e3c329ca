package io.flatnet.lab.bench.burst;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.cache.InformerCache;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.lab.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sees when each FlatNetworkIP gets its address and when it goes, by a watch. Thread-safe. */
final class AddressWatch implements AutoCloseable {
  private final Map<ObjectKey, Long> addressedAt = new ConcurrentHashMap<>();
  private final InformerCache<FlatNetworkIP> cache;

  AddressWatch(ApiCalls calls) throws IOException, InterruptedException {
    cache = new InformerCache<>(calls, ResourceType.FLAT_NETWORK_IPS, Slim::managedFields);
    cache.onChange(this::changed);
    cache.start();
    Await.until("list of FlatNetworkIPs", Duration.ofSeconds(30), cache::isSynced);
  }

  private void changed(@Nullable FlatNetworkIP before, @Nullable FlatNetworkIP after) {
    if (after != null && !address(after).isEmpty()) {
      addressedAt.putIfAbsent(ObjectKey.of(after), System.nanoTime());
    } else if (after == null && before != null) {
      addressedAt.remove(ObjectKey.of(before));
    }
  }

  private static String address(FlatNetworkIP ip) {
    return Objects.requireNonNullElse(ip.status().getAddr(), "");
  }

  /** When an object's address was seen, by {@link System#nanoTime}; null when it has none. */
  @Nullable Long addressedAt(ObjectKey key) {
    return addressedAt.get(key);
  }

  /** Waits until all of these have an address. */
  void awaitAddressed(Collection<ObjectKey> keys, Duration limit)
      throws IOException, InterruptedException {
    Await.until(
        "address for all of %d pods".formatted(keys.size()),
        limit,
        () -> addressedAt.keySet().containsAll(keys));
  }

  /** Waits until there is no FlatNetworkIP of any of these. */
  void awaitGone(Collection<ObjectKey> keys, Duration limit)
      throws IOException, InterruptedException {
    Await.until(
        "end of all of %d FlatNetworkIPs".formatted(keys.size()),
        limit,
        () -> keys.stream().noneMatch(key -> cache.get(key).isPresent()));
  }

  /** Addresses that two objects have now. */
  long doubles() {
    List<String> addresses =
        cache.list().stream()
            .map(AddressWatch::address)
            .filter(address -> !address.isEmpty())
            .toList();
    return addresses.size() - addresses.stream().distinct().count();
  }

  @Override
  public void close() {
    cache.close();
  }
}
