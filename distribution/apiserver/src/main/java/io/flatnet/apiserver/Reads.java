package io.flatnet.apiserver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Get and list. */
final class Reads {
  private final ObjectStore store;
  private final Pages pages = new Pages();

  Reads(ObjectStore store) {
    this.store = store;
  }

  StoredObject get(Target target) {
    return store
        .get(target.type(), target.key())
        .orElseThrow(() -> ApiFailure.notFound(target.type(), target.name()));
  }

  /** The objects of a selection, a page of them if the request has a limit. */
  Reply list(Selection selection, ApiRequest request) {
    Pages.Page page = page(selection, request);
    if (request.wantsTable()) {
      return Reply.json(
          200, new TableFormat(selection.type()).table(page.objects(), page.revision()));
    }
    return new Reply.Whole(200, "application/json", ByteBuffer.wrap(bytes(selection.type(), page)));
  }

  /** The objects of a selection as they are now, all of them. */
  List<StoredObject> matching(Selection selection) {
    return matching(selection, store.list(selection.type(), selection.namespace()));
  }

  private Pages.Page page(Selection selection, ApiRequest request) {
    OptionalLong limit = request.number("limit");
    String token = request.parameter("continue");
    if (!token.isEmpty()) {
      return pages.next(token, limit.orElse(0));
    }
    checkVersion(request);
    ObjectStore.Snapshot snapshot = store.list(selection.type(), selection.namespace());
    List<StoredObject> objects = matching(selection, snapshot);
    return pages.first(objects, snapshot.revision(), limit.orElse(0), selection.isWhole());
  }

  private void checkVersion(ApiRequest request) {
    long asked = request.number("resourceVersion").orElse(0);
    long current = store.revision();
    if (asked > current) {
      throw ApiFailure.tooLargeResourceVersion(asked, current);
    }
    if (request.parameter("resourceVersionMatch").equals("Exact") && asked != current) {
      throw ApiFailure.notSupported("lists of an exact resource version in the past");
    }
  }

  private static List<StoredObject> matching(Selection selection, ObjectStore.Snapshot snapshot) {
    if (selection.isWhole()) {
      return snapshot.objects();
    }
    List<StoredObject> objects = new ArrayList<>();
    for (StoredObject object : snapshot.objects()) {
      if (selection.matches(object)) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** As the real server does, items of built-in kinds come without kind and apiVersion. */
  private static byte[] bytes(ResourceType type, Pages.Page page) {
    boolean custom = type.has(ResourceType.Trait.CUSTOM);
    var metadata = Json.object().put("resourceVersion", Long.toString(page.revision()));
    if (!page.token().isEmpty()) {
      metadata.put("continue", page.token());
      if (page.remaining() > 0) {
        metadata.put("remainingItemCount", page.remaining());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    write(
        out,
        "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
            .formatted(type.listKind(), type.apiVersion(), metadata));
    for (int i = 0; i < page.objects().size(); i++) {
      StoredObject object = page.objects().get(i);
      byte[] bytes = object.bytes();
      write(out, i == 0 ? "" : ",");
      if (custom) {
        out.write(bytes, 0, bytes.length);
      } else {
        out.write('{');
        out.write(bytes, object.bodyStart(), bytes.length - object.bodyStart());
      }
    }
    write(out, "]}\n");
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
  }
}
