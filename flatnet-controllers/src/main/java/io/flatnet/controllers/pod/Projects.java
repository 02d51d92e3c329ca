package io.flatnet.controllers.pod;

import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.kubernetes.client.openapi.models.V1Namespace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The project of a namespace: the label {@link Labels#PROJECT_ID}. Asked of the API server at most
 * once a minute for each namespace; an address is not held up by a namespace that cannot be read.
 */
final class Projects {
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final ResourceStore<V1Namespace> namespaces;
  private final InstantSource clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(@Nullable String project, Instant until) {}

  Projects(ResourceStore<V1Namespace> namespaces, InstantSource clock) {
    this.namespaces = namespaces;
    this.clock = clock;
  }

  @Nullable String of(String namespace) {
    Known answer = known.get(namespace);
    Instant now = clock.instant();
    if (answer == null || now.isAfter(answer.until())) {
      Outcome<V1Namespace> outcome = namespaces.get(new ObjectKey("", namespace));
      Map<String, String> labels =
          outcome.answer().map(found -> Metadata.labels(found)).orElse(Map.of());
      answer = new Known(labels.get(Labels.PROJECT_ID), now.plus(FRESH));
      known.put(namespace, answer);
    }
    return answer.project();
  }
}
