package io.flatnet.controllers.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.informer.cache.DeltaFIFO.DeltaType;
import io.kubernetes.client.informer.cache.SharedProcessor;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watchable;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.commons.lang3.tuple.MutablePair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An informer of the official client that resyncs every hour, at a look for due listeners that
 * comes early: what a list finds after it, and no watch told, is a {@code Sync}.
 */
class SharedInformerCacheTest {
  private static final Duration RESYNC = Duration.ofHours(1);

  private final DefaultSharedIndexInformer<V1Lease, V1LeaseList> informer =
      new DefaultSharedIndexInformer<>(V1Lease.class, new Silent(), RESYNC.toMillis());
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  /** No server. */
  private static final class Silent implements ListerWatcher<V1Lease, V1LeaseList> {
    @Override
    public V1LeaseList list(CallGeneratorParams params) throws ApiException {
      throw new ApiException("there is no server");
    }

    @Override
    public Watchable<V1Lease> watch(CallGeneratorParams params) throws ApiException {
      throw new ApiException("there is no server");
    }
  }

  @AfterEach
  void stop() {
    informer.stop();
  }

  private void hear(@Nullable V1Lease before, @Nullable V1Lease after) {
    heard.add(after == null ? "" : ObjectKey.of(after).name());
  }

  /** What the informer's resync timer asks. */
  private boolean look() throws ReflectiveOperationException {
    Field field = DefaultSharedIndexInformer.class.getDeclaredField("processor");
    field.setAccessible(true);
    return ((SharedProcessor<?>) field.get(informer)).shouldResync();
  }

  private void found(DeltaType how, String name) {
    Deque<MutablePair<DeltaType, KubernetesObject>> deltas = new ArrayDeque<>();
    deltas.add(
        MutablePair.of(how, new V1Lease().metadata(new V1ObjectMeta().namespace("n").name(name))));
    informer.handleDeltas(deltas);
  }

  @Test
  void informer_whenALookForDueListenersComesEarly_doesNotTellWhatALaterListFinds()
      throws ReflectiveOperationException {
    informer.addEventHandler(new ChangeHandler<>(this::hear)); // that is the trap
    informer.run();
    assertThat(look()).isFalse();

    found(DeltaType.Sync, "listed");
    found(DeltaType.Added, "watched");

    await().until(() -> heard.contains("watched"));
    assertThat(heard).containsExactly("watched");
  }

  @Test
  void onChange_whenTheInformerResyncs_hearsWhatAListFindsBetweenTwoLooks() {
    new SharedInformerCache<>(informer).onChange(this::hear);
    informer.run();
    await().until(this::look); // a second after it began it is due, and at each look from then on

    found(DeltaType.Sync, "listed");
    found(DeltaType.Added, "watched");

    await().until(() -> heard.size() == 2);
    assertThat(List.copyOf(heard)).containsExactly("listed", "watched");
  }
}
