package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
  private final Admission admission;

  Deletes(ObjectStore store, InstantSource clock, Admission admission) {
    this.store = store;
    this.clock = clock;
    this.admission = admission;
  }

  /**
   * What the client asks for beyond the deletion.
   *
   * @param graceSeconds how long a pod may go on
   * @param uid the UID that the object must have, empty for any
   * @param resourceVersion the version that it must have, empty for any
   * @param dryRun whether nothing is to be deleted
   */
  record Options(OptionalLong graceSeconds, String uid, String resourceVersion, boolean dryRun) {
    static final Options NONE = new Options(OptionalLong.empty(), "", "", false);

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
          body.path("preconditions").path("resourceVersion").asText(""),
          !body.path("dryRun").isEmpty());
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
   * Deletes an object for a client, if webhooks allow it.
   *
   * @throws ApiFailure 404 if it is not there, 409 if a precondition does not hold
   */
  Outcome delete(Target target, Options options, WriteOptions write) {
    ResourceType type = target.type();
    while (true) {
      StoredObject current =
          store.get(type, target.key()).orElseThrow(() -> ApiFailure.notFound(type, target.name()));
      checkPreconditions(type, current.metadata(), options);
      admission.review(AdmissionAct.delete(target, current.tree(), write));
      Optional<Outcome> done =
          store.atomically(
              () ->
                  store
                      .get(type, target.key())
                      .filter(now -> now.revision() == current.revision())
                      .map(now -> delete(type, now, options, write.dryRun())));
      if (done.isPresent()) {
        return done.get();
      }
    }
  }

  /** Deletes an object for the server itself, without asking; does nothing if it is not there. */
  void deleteUnasked(ResourceType type, ObjectKey key) {
    store.atomically(
        () -> store.get(type, key).map(object -> delete(type, object, Options.NONE, false)));
  }

  private Outcome delete(ResourceType type, StoredObject current, Options options, boolean dryRun) {
    Metadata metadata = current.metadata();
    if (type.is(BuiltInTypes.NAMESPACES) && PERMANENT_NAMESPACES.contains(metadata.name())) {
      throw ApiFailure.forbidden(type, metadata.name(), "this namespace may not be deleted");
    }
    ObjectKey key = new ObjectKey(metadata.namespace(), metadata.name());
    long grace = graceSeconds(type, current, options);
    boolean waits =
        grace > 0
            || !metadata.finalizers().isEmpty()
            || !NamespaceGuard.isEmptied(type, current.tree());
    if (dryRun) {
      return new Outcome(current, !waits);
    }
    return waits
        ? new Outcome(mark(type, key, current, grace), false)
        : new Outcome(store.remove(type, key).orElse(current), true);
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
