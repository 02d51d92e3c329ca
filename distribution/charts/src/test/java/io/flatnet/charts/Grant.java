package io.flatnet.charts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One verb on one resource that a role gives to a service account.
 *
 * @param account the account's name; all are in the operator's namespace
 * @param namespace where; empty = everywhere
 * @param resource with its group and subresource: {@code group/resource/sub}
 * @param names the only objects; empty = all
 */
record Grant(String account, String namespace, String verb, String resource, Set<String> names)
    implements Comparable<Grant> {

  /** A request as the API server saw it. */
  record Request(
      String account,
      String namespace,
      String verb,
      String resource,
      String name,
      boolean allowed) {
    @Override
    public String toString() {
      return "%s: %s %s %s/%s".formatted(account, verb, resource, namespace, name);
    }
  }

  /** Whether this grant allows a request. */
  boolean covers(Request request) {
    return account.equals(request.account())
        && verb.equals(request.verb())
        && resource.equals(request.resource())
        && (namespace.isEmpty() || namespace.equals(request.namespace()))
        && (names.isEmpty() || names.contains(request.name()));
  }

  /** What roles and bindings among these objects give. */
  static Set<Grant> of(List<JsonNode> objects) {
    Set<Grant> grants = new TreeSet<>();
    for (JsonNode binding : objects) {
      if (!binding.path("kind").asText().endsWith("RoleBinding")) {
        continue;
      }
      JsonNode reference = binding.path("roleRef");
      JsonNode role =
          Documents.find(objects, reference.path("kind").asText(), reference.path("name").asText());
      for (JsonNode subject : binding.path("subjects")) {
        String namespace = binding.at("/metadata/namespace").asText("");
        role.path("rules")
            .forEach(rule -> add(grants, subject.path("name").asText(), namespace, rule));
      }
    }
    return grants;
  }

  private static void add(Set<Grant> grants, String account, String namespace, JsonNode rule) {
    for (String group : texts(rule.path("apiGroups"))) {
      for (String resource : texts(rule.path("resources"))) {
        for (String verb : texts(rule.path("verbs"))) {
          Set<String> names = new TreeSet<>(texts(rule.path("resourceNames")));
          Grant grant = new Grant(account, namespace, verb, group + "/" + resource, names);
          if (!grants.add(grant)) {
            throw new AssertionError("granted twice: " + grant);
          }
        }
      }
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Override
  public int compareTo(Grant other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return "%s may %s %s%s%s"
        .formatted(
            account,
            verb,
            resource,
            namespace.isEmpty() ? "" : " in " + namespace,
            names.isEmpty() ? "" : " " + names);
  }
}
