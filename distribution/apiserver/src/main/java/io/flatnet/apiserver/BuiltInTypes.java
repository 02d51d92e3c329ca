package io.flatnet.apiserver;

import static io.flatnet.apiserver.ResourceType.Trait.CREATE_ON_UPDATE;
import static io.flatnet.apiserver.ResourceType.Trait.GENERATION;
import static io.flatnet.apiserver.ResourceType.Trait.GRACEFUL;
import static io.flatnet.apiserver.ResourceType.Trait.RETURNS_DELETED;
import static io.flatnet.apiserver.ResourceType.Trait.STATUS;
import static io.flatnet.apiserver.ResourceType.Trait.STATUS_WITH_METADATA;
import static io.flatnet.apiserver.ResourceType.Trait.UNCONDITIONAL_UPDATE;

import io.flatnet.apiserver.ResourceType.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The kinds of Kubernetes itself that are served, with the rules of their strategies. */
final class BuiltInTypes {
  private static final String APPS = "apps";
  private static final String RBAC = "rbac.authorization.k8s.io";

  /** The definitions of custom resources. */
  static final ResourceType DEFINITIONS =
      cluster(
          "apiextensions.k8s.io",
          "customresourcedefinitions",
          "CustomResourceDefinition",
          List.of("crd", "crds"),
          STATUS,
          GENERATION);

  static final ResourceType NAMESPACES =
      cluster(
          "",
          "namespaces",
          "Namespace",
          List.of("ns"),
          STATUS,
          UNCONDITIONAL_UPDATE,
          RETURNS_DELETED);

  static final ResourceType PODS =
      namespaced(
              "",
              "pods",
              "Pod",
              List.of("po"),
              STATUS,
              GENERATION,
              UNCONDITIONAL_UPDATE,
              RETURNS_DELETED,
              GRACEFUL,
              STATUS_WITH_METADATA)
          .withFieldSelectors(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "status.phase",
              "status.podIP");

  /** What is asked before objects are written. */
  static final ResourceType WEBHOOKS =
      cluster(
          "admissionregistration.k8s.io",
          "validatingwebhookconfigurations",
          "ValidatingWebhookConfiguration",
          List.of(),
          GENERATION);

  static final ResourceType SERVICES =
      namespaced(
          "", "services", "Service", List.of("svc"), STATUS, UNCONDITIONAL_UPDATE, RETURNS_DELETED);

  private BuiltInTypes() {}

  static List<ResourceType> all() {
    return List.of(
        DEFINITIONS,
        NAMESPACES,
        PODS,
        cluster(
            "", "nodes", "Node", List.of("no"), STATUS, STATUS_WITH_METADATA, UNCONDITIONAL_UPDATE),
        namespaced("", "configmaps", "ConfigMap", List.of("cm"), UNCONDITIONAL_UPDATE),
        namespaced("", "secrets", "Secret", List.of(), UNCONDITIONAL_UPDATE)
            .withFieldSelectors("type"),
        namespaced(
            "",
            "serviceaccounts",
            "ServiceAccount",
            List.of("sa"),
            UNCONDITIONAL_UPDATE,
            RETURNS_DELETED),
        WEBHOOKS,
        SERVICES,
        namespaced("", "endpoints", "Endpoints", List.of("ep"), CREATE_ON_UPDATE),
        namespaced("", "events", "Event", List.of("ev"), CREATE_ON_UPDATE, UNCONDITIONAL_UPDATE)
            .withFieldSelectors(
                "involvedObject.kind",
                "involvedObject.namespace",
                "involvedObject.name",
                "involvedObject.uid",
                "involvedObject.apiVersion",
                "reason",
                "source",
                "type"),
        workload(APPS, "deployments", "Deployment", List.of("deploy")),
        workload(APPS, "daemonsets", "DaemonSet", List.of("ds")),
        workload(APPS, "statefulsets", "StatefulSet", List.of("sts")),
        workload(APPS, "replicasets", "ReplicaSet", List.of("rs")),
        workload("batch", "jobs", "Job", List.of()),
        workload("batch", "cronjobs", "CronJob", List.of("cj")),
        namespaced("coordination.k8s.io", "leases", "Lease", List.of(), CREATE_ON_UPDATE),
        namespaced(
            "discovery.k8s.io",
            "endpointslices",
            "EndpointSlice",
            List.of(),
            UNCONDITIONAL_UPDATE,
            GENERATION),
        workload("networking.k8s.io", "ingresses", "Ingress", List.of("ing")),
        namespaced(RBAC, "roles", "Role", List.of(), CREATE_ON_UPDATE, UNCONDITIONAL_UPDATE),
        namespaced(
            RBAC, "rolebindings", "RoleBinding", List.of(), CREATE_ON_UPDATE, UNCONDITIONAL_UPDATE),
        cluster(
            RBAC, "clusterroles", "ClusterRole", List.of(), CREATE_ON_UPDATE, UNCONDITIONAL_UPDATE),
        cluster(
            RBAC,
            "clusterrolebindings",
            "ClusterRoleBinding",
            List.of(),
            CREATE_ON_UPDATE,
            UNCONDITIONAL_UPDATE));
  }

  private static ResourceType workload(
      String group, String plural, String kind, List<String> shortNames) {
    return namespaced(group, plural, kind, shortNames, STATUS, GENERATION, UNCONDITIONAL_UPDATE);
  }

  private static ResourceType namespaced(
      String group, String plural, String kind, List<String> shortNames, Trait... traits) {
    return type(group, plural, kind, true, shortNames, traits);
  }

  private static ResourceType cluster(
      String group, String plural, String kind, List<String> shortNames, Trait... traits) {
    return type(group, plural, kind, false, shortNames, traits);
  }

  private static ResourceType type(
      String group,
      String plural,
      String kind,
      boolean namespaced,
      List<String> shortNames,
      Trait... traits) {
    return new ResourceType(
        group,
        "v1",
        plural,
        kind.toLowerCase(Locale.ROOT),
        kind,
        namespaced,
        shortNames,
        Set.of(traits),
        Set.of(),
        null,
        List.of());
  }
}
