package io.flatnet.apiserver;

import java.util.Set;

/**
 * Which requests a webhook is for. Source: {@code
 * k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go}.
 *
 * @param operations words of operations, or {@code *}
 * @param groups API groups, or {@code *}
 * @param versions of the API, or {@code *}
 * @param resources {@code plural} or {@code plural/status}, where the plural may be {@code *}
 * @param scope {@code Cluster}, {@code Namespaced} or {@code *}
 */
record WebhookRule(
    Set<String> operations,
    Set<String> groups,
    Set<String> versions,
    Set<String> resources,
    String scope) {
  private static final String ANY = "*";

  WebhookRule {
    operations = Set.copyOf(operations);
    groups = Set.copyOf(groups);
    versions = Set.copyOf(versions);
    resources = Set.copyOf(resources);
  }

  boolean matches(AdmissionAct act) {
    ResourceType type = act.type();
    return has(operations, act.operation().name())
        && has(groups, type.group())
        && has(versions, type.version())
        && isOfResource(act)
        && (scope.equals(ANY) || scope.equals(type.namespaced() ? "Namespaced" : "Cluster"));
  }

  private boolean isOfResource(AdmissionAct act) {
    String subresource = act.target().subresource();
    String suffix = subresource.isEmpty() ? "" : "/" + subresource;
    return resources.contains(ANY + suffix) || resources.contains(act.type().plural() + suffix);
  }

  private static boolean has(Set<String> words, String word) {
    return words.contains(ANY) || words.contains(word);
  }
}
