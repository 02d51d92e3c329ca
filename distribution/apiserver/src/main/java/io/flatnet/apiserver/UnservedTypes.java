package io.flatnet.apiserver;

import java.util.Map;
import java.util.Set;

/**
 * The kinds of Kubernetes itself that are not served here: asked for, they are no 404 but a 501.
 */
final class UnservedTypes {
  /** Groups of which nothing is served. */
  private static final Set<String> GROUPS =
      Set.of(
          "apiregistration.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "certificates.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "node.k8s.io",
          "policy",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io");

  /** What is missing of the groups of which something is served. */
  private static final Map<String, Set<String>> OTHERS =
      Map.of(
          "",
          Set.of(
              "bindings",
              "componentstatuses",
              "limitranges",
              "persistentvolumeclaims",
              "persistentvolumes",
              "podtemplates",
              "replicationcontrollers",
              "resourcequotas"),
          "admissionregistration.k8s.io",
          Set.of(
              "mutatingadmissionpolicies",
              "mutatingadmissionpolicybindings",
              "mutatingwebhookconfigurations",
              "validatingadmissionpolicies",
              "validatingadmissionpolicybindings"),
          "apps",
          Set.of("controllerrevisions"),
          "coordination.k8s.io",
          Set.of("leasecandidates"),
          "networking.k8s.io",
          Set.of("ingressclasses", "ipaddresses", "networkpolicies", "servicecidrs"));

  private UnservedTypes() {}

  /** The error for a kind that is not served: 501 if the real server has it, else 404. */
  static ApiFailure failure(String group, String plural) {
    boolean real = GROUPS.contains(group) || OTHERS.getOrDefault(group, Set.of()).contains(plural);
    return real
        ? ApiFailure.notSupported(
            "the kind \"%s\"".formatted(group.isEmpty() ? plural : plural + "." + group))
        : ApiFailure.noSuchPath();
  }
}
