package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.util.List;
import java.util.Optional;

/** The documents by which clients find out what is served. */
final class Discovery {
  private static final String VERSION = "v1.36.3+flatnet-embedded";

  private final TypeRegistry types;

  Discovery(TypeRegistry types) {
    this.types = types;
  }

  /** The document at a path; empty if the path is that of objects. */
  Optional<Reply> document(List<String> segments) {
    return switch (segments.isEmpty() ? "" : segments.getFirst()) {
      case "api" -> core(segments);
      case "apis" -> groups(segments);
      case "version" -> Optional.of(Reply.json(200, version()));
      case "readyz", "livez", "healthz" -> Optional.of(Reply.text("ok"));
      case "openapi" -> Optional.of(Reply.json(200, new OpenApi(types).document(segments)));
      default -> throw ApiFailure.noSuchPath();
    };
  }

  private Optional<Reply> core(List<String> segments) {
    return switch (segments.size()) {
      case 1 -> Optional.of(Reply.json(200, coreVersions()));
      case 2 -> Optional.of(Reply.json(200, resources("", segments.get(1))));
      default -> Optional.empty();
    };
  }

  private Optional<Reply> groups(List<String> segments) {
    return switch (segments.size()) {
      case 1 -> Optional.of(Reply.json(200, groupList()));
      case 2 -> {
        ObjectNode group = group(segments.get(1));
        group.put("kind", "APIGroup").put("apiVersion", "v1");
        yield Optional.of(Reply.json(200, group));
      }
      case 3 -> Optional.of(Reply.json(200, resources(segments.get(1), segments.get(2))));
      default -> Optional.empty();
    };
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "36")
        .put("gitVersion", VERSION)
        .put("platform", "embedded");
  }

  private static ObjectNode coreVersions() {
    ObjectNode versions = Json.object();
    versions.put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  private ObjectNode groupList() {
    ObjectNode list = Json.object();
    list.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    types.all().stream()
        .map(ResourceType::group)
        .distinct()
        .filter(group -> !group.isEmpty())
        .forEach(group -> groups.add(group(group)));
    return list;
  }

  private ObjectNode group(String name) {
    List<String> served = types.versions(name);
    if (name.isEmpty() || served.isEmpty()) {
      throw ApiFailure.noSuchPath();
    }
    ObjectNode group = Json.object();
    group.put("name", name);
    ArrayNode versions = group.putArray("versions");
    for (String version : served) {
      versions.addObject().put("groupVersion", name + "/" + version).put("version", version);
    }
    group.set("preferredVersion", versions.path(0).deepCopy());
    return group;
  }

  private ObjectNode resources(String group, String version) {
    List<ResourceType> served = types.of(group, version);
    if (served.isEmpty()) {
      throw ApiFailure.noSuchPath();
    }
    ObjectNode list = Json.object();
    list.put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : served) {
      describe(resources.addObject(), type);
      if (type.has(Trait.STATUS)) {
        describeStatus(resources.addObject(), type);
      }
    }
    return list;
  }

  private static void describe(ObjectNode resource, ResourceType type) {
    resource
        .put("name", type.plural())
        .put("singularName", type.singular())
        .put("namespaced", type.namespaced())
        .put("kind", type.kind());
    ArrayNode verbs = resource.putArray("verbs");
    List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
        .forEach(verbs::add);
    if (!type.shortNames().isEmpty()) {
      type.shortNames().forEach(resource.putArray("shortNames")::add);
    }
  }

  private static void describeStatus(ObjectNode resource, ResourceType type) {
    resource
        .put("name", type.plural() + "/status")
        .put("singularName", "")
        .put("namespaced", type.namespaced())
        .put("kind", type.kind());
    List.of("get", "patch", "update").forEach(resource.putArray("verbs")::add);
  }
}
