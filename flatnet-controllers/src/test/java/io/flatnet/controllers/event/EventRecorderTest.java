package io.flatnet.controllers.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private static final EventSubject POD = EventSubject.pod(new ObjectKey("n", "p"), "u");

  private final ClusterStore store = new InMemoryCluster().client();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final EventRecorder recorder =
      new EventRecorder(store.events(), Runnable::run, () -> now);

  private List<CoreV1Event> events() {
    return store.events().list().answer().orElseThrow();
  }

  @Test
  void warning_whenRepeated_isOneEventThatIsCounted() {
    for (int i = 0; i < 10; i++) {
      recorder.warning(POD, "Why", "same");
    }
    assertThat(events()).singleElement().satisfies(e -> assertThat(e.getCount()).isEqualTo(1));

    now = now.plus(EventRecorder.QUIET).plus(Duration.ofSeconds(1));
    recorder.warning(POD, "Why", "same");

    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getCount()).isEqualTo(11);
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getInvolvedObject().getUid()).isEqualTo("u");
            });
  }

  @Test
  void warning_whenMessageChanges_isToldAtOnceInTheSameEvent() {
    recorder.warning(POD, "Why", "first");
    recorder.warning(POD, "Why", "second");

    assertThat(events())
        .singleElement()
        .satisfies(event -> assertThat(event.getMessage()).isEqualTo("second"));
  }

  @Test
  void warning_whenPodIsAnother_isAnotherEvent() {
    recorder.warning(POD, "Why", "same");
    now = now.plusMillis(1);
    recorder.warning(EventSubject.pod(POD.key(), "v"), "Why", "same");

    assertThat(events()).hasSize(2);
  }

  @Test
  void warning_whenObjectIsOfAnotherKind_namesItWithItsVersion() {
    recorder.warning(
        new EventSubject(ResourceType.INGRESSES, new ObjectKey("n", "i"), "u"), "Why", "x");

    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getKind()).isEqualTo("Ingress");
              assertThat(event.getInvolvedObject().getApiVersion())
                  .isEqualTo("networking.k8s.io/v1");
            });
  }

  @Test
  void warning_whenObjectIsClusterScoped_isInDefault() {
    recorder.warning(
        new EventSubject(ResourceType.NODES, new ObjectKey("", "node-1"), ""), "Why", "x");

    assertThat(events())
        .singleElement()
        .satisfies(event -> assertThat(event.getMetadata().getNamespace()).isEqualTo("default"));
  }

  @Test
  void warning_whenNameHas253Characters_isAnEventWithALegalName() {
    recorder.warning(EventSubject.pod(new ObjectKey("n", "p".repeat(253)), "u"), "Why", "x");

    assertThat(events())
        .singleElement()
        .satisfies(event -> assertThat(event.getMetadata().getName()).hasSizeLessThan(254));
  }

  @Test
  void warning_whenMessageIsTooLong_isCut() {
    recorder.warning(POD, "Why", "x".repeat(5000));

    assertThat(events())
        .singleElement()
        .satisfies(event -> assertThat(event.getMessage()).hasSize(1024).endsWith("…"));
  }
}
