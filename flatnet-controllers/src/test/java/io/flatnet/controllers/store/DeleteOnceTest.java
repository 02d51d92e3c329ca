package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.store.Faults.Fault;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeleteOnceTest {
  private static final ObjectKey KEY = new ObjectKey("", "n");

  private final InMemoryCluster cluster = new InMemoryCluster();
  private final AtomicInteger requests = new AtomicInteger();
  private Fault fate = Fault.NONE;
  private final ResourceStore<V1Namespace> store =
      new DeleteOnce<>(
          cluster
              .client(
                  (resource, verb, write) -> {
                    if (!verb.equals("delete")) {
                      return Fault.NONE;
                    }
                    requests.incrementAndGet();
                    return fate;
                  })
              .namespaces());

  private String create() {
    return Metadata.uid(
        store
            .create(
                new V1Namespace()
                    .metadata(new V1ObjectMeta().name("n").finalizers(List.of("f/keep"))))
            .answer()
            .orElseThrow());
  }

  @Test
  void delete_whenAskedAgain_sendsNothing() {
    String uid = create();

    assertThat(store.delete(KEY, uid)).isEqualTo(new Outcome.Done<>(DeleteResult.TERMINATING));
    assertThat(store.delete(KEY, uid)).isEqualTo(new Outcome.Done<>(DeleteResult.TERMINATING));

    assertThat(requests).hasValue(1);
  }

  @Test
  void delete_whenTheFirstFailed_sendsAgain() {
    String uid = create();
    fate = Fault.LOST_REQUEST;
    assertThat(store.delete(KEY, uid)).isInstanceOf(Outcome.Unavailable.class);
    fate = Fault.NONE;

    assertThat(store.delete(KEY, uid)).isInstanceOf(Outcome.Done.class);
    assertThat(Metadata.of(store.get(KEY).answer().orElseThrow()).getDeletionTimestamp())
        .isNotNull();
    assertThat(requests).hasValue(2);
  }

  @Test
  void delete_ofAnotherObjectOfThatName_isSent() {
    assertThat(store.delete(KEY, create())).isInstanceOf(Outcome.Done.class);

    assertThat(store.delete(KEY, "another")).isInstanceOf(Outcome.Conflict.class);
    assertThat(requests).hasValue(2);
  }
}
