package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** From a request to its reply: finds out what is meant and calls the verb. */
final class ResourceApi {
  /** Subresources of the real server that no client of ours uses. */
  private static final Set<String> OTHER_SUBRESOURCES =
      Set.of(
          "approval",
          "attach",
          "ephemeralcontainers",
          "eviction",
          "exec",
          "finalize",
          "log",
          "portforward",
          "proxy",
          "resize",
          "scale",
          "token");

  private final Router router;
  private final Discovery discovery;
  private final Reads reads;
  private final Watches watches;
  private final Writes writes;
  private final Deletes deletes;

  ResourceApi(
      Router router,
      Discovery discovery,
      Reads reads,
      Watches watches,
      Writes writes,
      Deletes deletes) {
    this.router = router;
    this.discovery = discovery;
    this.reads = reads;
    this.watches = watches;
    this.writes = writes;
    this.deletes = deletes;
  }

  /**
   * Answers a request.
   *
   * @throws ApiFailure if it ends in an error
   */
  Reply handle(ApiRequest request) {
    List<String> segments = request.segments();
    Optional<Reply> document = discovery.document(segments);
    if (document.isPresent()) {
      if (!request.method().equals("GET")) {
        throw ApiFailure.methodNotAllowed(request.method());
      }
      return document.get();
    }
    Target target = router.resolve(segments);
    checkSupported(target, request);
    return switch (request.method()) {
      case "GET" -> target.name().isEmpty() ? many(target, request) : one(target, request);
      case "POST" -> post(target, request);
      case "PUT" -> put(target, request);
      case "PATCH" -> patch(target, request);
      case "DELETE" -> delete(target, request);
      default -> throw ApiFailure.methodNotAllowed(request.method());
    };
  }

  private static void checkSupported(Target target, ApiRequest request) {
    String subresource = target.subresource();
    if (OTHER_SUBRESOURCES.contains(subresource)) {
      throw ApiFailure.notSupported("the subresource \"%s\"".formatted(subresource));
    }
    boolean binding = target.type().is(BuiltInTypes.PODS) && subresource.equals("binding");
    boolean status = target.isStatus() && target.type().has(Trait.STATUS);
    if (!subresource.isEmpty() && !binding && !status) {
      throw ApiFailure.noSuchPath();
    }
    if (!request.accept().isEmpty()
        && !request.accept().contains("json")
        && !request.accept().contains("*/*")) {
      throw ApiFailure.notAcceptable(
          "only the following media types are accepted: application/json");
    }
  }

  private Reply one(Target target, ApiRequest request) {
    StoredObject object = reads.get(target);
    if (request.wantsTable()) {
      return Reply.json(
          200, new TableFormat(target.type()).table(List.of(object), object.revision()));
    }
    return Reply.object(200, object);
  }

  private Reply many(Target target, ApiRequest request) {
    Selection selection = Selection.of(target, request);
    return request.flag("watch")
        ? watches.watch(selection, request)
        : reads.list(selection, request);
  }

  private Reply post(Target target, ApiRequest request) {
    ObjectNode body = body(request);
    if (target.subresource().equals("binding")) {
      return bind(target, body, WriteOptions.of(request));
    }
    boolean collection = target.name().isEmpty();
    boolean placed = !target.type().namespaced() || !target.namespace().isEmpty();
    if (!collection || !placed) {
      throw ApiFailure.methodNotAllowed("POST");
    }
    return Reply.object(201, writes.create(target, body, WriteOptions.of(request)));
  }

  /** Puts a pod on a node. Source: {@code pkg/registry/core/pod/storage/storage.go}. */
  private Reply bind(Target target, ObjectNode binding, WriteOptions options) {
    String node = binding.path("target").path("name").asText("");
    writes.change(
        target,
        object -> {
          ObjectNode spec = object.withObject("/spec");
          if (!spec.path("nodeName").asText("").isEmpty()) {
            throw ApiFailure.conflict(
                target.type(),
                target.name(),
                "pod %s is already assigned to node \"%s\""
                    .formatted(target.name(), spec.path("nodeName").asText()));
          }
          spec.put("nodeName", node);
          return object;
        },
        options);
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return Reply.json(201, status.put("status", "Success").put("code", 201));
  }

  private Reply put(Target target, ApiRequest request) {
    requireName(target, request);
    Writes.Updated updated = writes.update(target, body(request), WriteOptions.of(request));
    return Reply.object(updated.created() ? 201 : 200, updated.object());
  }

  private Reply patch(Target target, ApiRequest request) {
    requireName(target, request);
    UnaryOperator<ObjectNode> patch = Patches.read(target.type(), request);
    return Reply.object(200, writes.change(target, patch, WriteOptions.of(request)));
  }

  private Reply delete(Target target, ApiRequest request) {
    Deletes.Options options = Deletes.Options.of(request);
    if (!target.subresource().isEmpty()) {
      throw ApiFailure.methodNotAllowed("DELETE");
    }
    if (target.name().isEmpty()) {
      return deleteAll(target, request, options);
    }
    Deletes.Outcome outcome = deletes.delete(target, options, WriteOptions.of(request, options));
    boolean withObject = !outcome.gone() || target.type().has(Trait.RETURNS_DELETED);
    return withObject
        ? Reply.object(200, outcome.object())
        : Reply.json(200, Deletes.status(target.type(), outcome.object()));
  }

  private Reply deleteAll(Target target, ApiRequest request, Deletes.Options options) {
    ResourceType type = target.type();
    ObjectNode list = Json.object();
    list.put("kind", type.listKind()).put("apiVersion", type.apiVersion());
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    WriteOptions write = WriteOptions.of(request, options);
    for (StoredObject object : reads.matching(Selection.of(target, request))) {
      Metadata metadata = object.metadata();
      Target one = new Target(type, metadata.namespace(), metadata.name(), "");
      items.add(deletes.delete(one, options, write).object().tree());
    }
    return Reply.json(200, list);
  }

  private static void requireName(Target target, ApiRequest request) {
    if (target.name().isEmpty() || target.subresource().equals("binding")) {
      throw ApiFailure.methodNotAllowed(request.method());
    }
  }

  private static ObjectNode body(ApiRequest request) {
    return Json.parseObject(request.body(), request.isYaml());
  }
}
