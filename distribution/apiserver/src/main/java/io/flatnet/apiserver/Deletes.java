package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Deletion: at once, or by a deletion timestamp where finalizers or a kubelet have work to do.
 * Source: {@code k8s.io/apiserver/pkg/registry/rest/delete.go}.
 */
final class Deletes {
  private static final long DEFAULT_GRACE_SECONDS = 30;
  private static final Set<String> PERMANENT_NAMESPACES =
      Set.of("default", "kube-public", "kube-system");

  private final ObjectStore store;
  private final InstantSource clock;

  Deletes(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * What the client asks for beyond the deletion.
   *
   * @param graceSeconds how long a pod may go on
   * @param uid the UID that the object must have, empty for any
   * @param resourceVersion the version that it must have, empty for any
   */
  record Options(OptionalLong graceSeconds, String uid, String resourceVersion) {
    static final Options NONE = new Options(OptionalLong.empty(), "", "");

    /**
     * Reads the options of a request, from its body and its parameters.
     *
     * @throws ApiFailure 501 for a propagation policy other than background
     */
    static Options of(ApiRequest request) {
      ObjectNode body =
          !request.body().hasRemaining()
              ? Json.object()
              : Json.parseObject(request.body(), request.isYaml());
      String policy = body.path("propagationPolicy").asText(request.parameter("propagationPolicy"));
      boolean orphan =
          body.path("orphanDependents").asBoolean() || request.flag("orphanDependents");
      if (orphan || (!policy.isEmpty() && !policy.equals("Background"))) {
        throw ApiFailure.notSupported(
            "deletion with propagation policy " + (orphan ? "Orphan" : policy));
      }
      JsonNode grace = body.path("gracePeriodSeconds");
      return new Options(
          grace.isNumber() ? OptionalLong.of(grace.asLong()) : request.number("gracePeriodSeconds"),
          body.path("preconditions").path("uid").asText(""),
          body.path("preconditions").path("resourceVersion").asText(""));
    }
  }

  /**
   * What a deletion did.
   *
   * @param object the object as it is now, or as it was when it went
   * @param gone whether it went
   */
  record Outcome(StoredObject object, boolean gone) {}

  /**
   * Deletes an object.
   *
   * @throws ApiFailure 404 if it is not there, 409 if a precondition does not hold
   */
  Outcome delete(ResourceType type, ObjectKey key, Options options) {
    return store.atomically(
        () -> {
          StoredObject current =
              store.get(type, key).orElseThrow(() -> ApiFailure.notFound(type, key.name()));
          checkPreconditions(type, current.metadata(), options);
          if (type.is(BuiltInTypes.NAMESPACES) && PERMANENT_NAMESPACES.contains(key.name())) {
            throw ApiFailure.forbidden(type, key.name(), "this namespace may not be deleted");
          }
          long grace = graceSeconds(type, current, options);
          boolean waits =
              grace > 0
                  || !current.metadata().finalizers().isEmpty()
                  || !NamespaceGuard.isEmptied(type, current.tree());
          if (!waits) {
            return new Outcome(store.remove(type, key).orElse(current), true);
          }
          return new Outcome(mark(type, key, current, grace), false);
        });
  }

  /** Sets the deletion timestamp; of two deletions the one with less grace wins. */
  private StoredObject mark(ResourceType type, ObjectKey key, StoredObject current, long grace) {
    Metadata before = current.metadata();
    if (before.isDeleting() && grace >= before.deletionGracePeriodSeconds()) {
      return current;
    }
    ObjectNode after = current.copy();
    Metadata metadata = Metadata.of(after);
    Instant start =
        before.isDeleting()
            ? Instant.parse(before.text("deletionTimestamp"))
                .minusSeconds(before.deletionGracePeriodSeconds())
            : clock.instant();
    metadata
        .fields()
        .put("deletionTimestamp", Metadata.timestamp(start.plusSeconds(grace)))
        .put("deletionGracePeriodSeconds", grace);
    if (metadata.generation() > 0) {
      metadata.fields().put("generation", metadata.generation() + 1);
    }
    if (type.is(BuiltInTypes.NAMESPACES)) {
      after.withObject("/status").put("phase", "Terminating");
    }
    return store.put(type, key, after);
  }

  /**
   * How long a pod may go on: 0 unless it is on a node and not finished. Source: {@code
   * podStrategy.CheckGracefulDelete}.
   */
  private static long graceSeconds(ResourceType type, StoredObject object, Options options) {
    if (!type.has(Trait.GRACEFUL)) {
      return 0;
    }
    ObjectNode pod = object.tree();
    String phase = pod.path("status").path("phase").asText("");
    boolean running = !phase.equals("Succeeded") && !phase.equals("Failed");
    if (pod.path("spec").path("nodeName").asText("").isEmpty() || !running) {
      return 0;
    }
    return options
        .graceSeconds()
        .orElse(
            pod.path("spec").path("terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS));
  }

  private static void checkPreconditions(ResourceType type, Metadata metadata, Options options) {
    String uid = options.uid();
    if (!uid.isEmpty() && !uid.equals(metadata.uid())) {
      throw ApiFailure.deletionConflict(
          type,
          metadata.name(),
          "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
              .formatted(uid, metadata.uid()));
    }
    String version = options.resourceVersion();
    if (!version.isEmpty() && !version.equals(metadata.resourceVersion())) {
      throw ApiFailure.deletionConflict(
          type,
          metadata.name(),
          "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
              .formatted(version, metadata.resourceVersion()));
    }
  }

  /** The answer to a deletion that is done, for kinds that do not answer with the object. */
  static ObjectNode status(ResourceType type, StoredObject object) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    details.put("name", object.metadata().name());
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural()).put("uid", object.metadata().uid());
    return status;
  }
}
