package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the validating webhooks that are stored before something is written. Thread-safe.
 *
 * <p>They may read this very server while they are asked, so no lock may be held meanwhile. Source:
 * {@code k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go}.
 */
final class Admission implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final ObjectStore store;
  private final WebhookCaller caller;
  private List<StoredObject> read = List.of();
  private List<Webhook> webhooks = List.of();

  Admission(ObjectStore store) {
    this.store = store;
    this.caller = new WebhookCaller(store);
  }

  /**
   * Passes if every webhook that must be asked allows it. All are asked at once; of several that
   * deny, the first by name of the configuration and place in it is heard.
   *
   * @throws ApiFailure as the webhook says if it denies, 500 if it gives no verdict and must
   */
  void review(AdmissionAct act) {
    if (act.type().is(BuiltInTypes.WEBHOOKS)) {
      return; // or a webhook could keep itself from being removed
    }
    List<Webhook> all = webhooks();
    if (all.isEmpty()) {
      return;
    }
    @Nullable JsonNode labels = namespaceLabels(act);
    List<Webhook> wanted = all.stream().filter(webhook -> webhook.wants(act, labels)).toList();
    switch (wanted.size()) {
      case 0 -> {}
      case 1 -> ask(wanted.getFirst(), act).ifPresent(Admission::refuse);
      default -> askAll(wanted, act).ifPresent(Admission::refuse);
    }
  }

  @Override
  public void close() {
    caller.close();
  }

  private static void refuse(ApiFailure failure) {
    throw failure;
  }

  private Optional<ApiFailure> askAll(List<Webhook> wanted, AdmissionAct act) {
    List<Callable<Optional<ApiFailure>>> calls = new ArrayList<>();
    wanted.forEach(webhook -> calls.add(() -> ask(webhook, act)));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<ApiFailure> failures = new ArrayList<>();
      for (Future<Optional<ApiFailure>> done : threads.invokeAll(calls)) {
        done.get().ifPresent(failures::add);
      }
      return failures.stream().findFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(ApiFailure.internal(e));
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot ask webhooks", e);
    }
  }

  /** Why a webhook is against it; empty if it is not. */
  private Optional<ApiFailure> ask(Webhook webhook, AdmissionAct act) {
    JsonNode response;
    try {
      response = caller.call(webhook, act.review());
    } catch (IOException e) {
      String message =
          "failed calling webhook \"%s\": %s".formatted(webhook.name(), e.getMessage());
      LOG.warn("{}, {}", message, webhook.mayFail() ? "failing open" : "failing closed");
      return webhook.mayFail()
          ? Optional.empty()
          : Optional.of(ApiFailure.webhookFailed(message, e));
    }
    response.path("warnings").forEach(text -> act.options().warnings().add(text.asText()));
    return response.path("allowed").asBoolean()
        ? Optional.empty()
        : Optional.of(ApiFailure.denied(webhook.name(), response.path("status")));
  }

  /** The labels of the namespace that an object is in, or is; null if there is none. */
  private @Nullable JsonNode namespaceLabels(AdmissionAct act) {
    if (act.type().is(BuiltInTypes.NAMESPACES)) {
      ObjectNode namespace = act.object() == null ? act.oldObject() : act.object();
      return namespace == null ? null : Metadata.of(namespace).labels();
    }
    return act.type().namespaced()
        ? store
            .get(BuiltInTypes.NAMESPACES, new ObjectKey("", act.target().namespace()))
            .map(namespace -> namespace.metadata().labels())
            .orElseGet(() -> Json.object())
        : null;
  }

  /** Of all configurations, as they are now. */
  private synchronized List<Webhook> webhooks() {
    List<StoredObject> stored = store.list(BuiltInTypes.WEBHOOKS, "").objects();
    if (!stored.equals(read)) { // each version of an object is its own
      webhooks =
          stored.stream()
              .flatMap(object -> new WebhookReader(object.tree()).webhooks().stream())
              .toList();
      read = stored;
      Set<String> bundles =
          webhooks.stream().map(webhook -> webhook.place().caBundle()).collect(Collectors.toSet());
      caller.keepOnly(bundles);
    }
    return webhooks;
  }
}
