package io.flatnet.operator.inspect;

import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.Nearest;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.workload.WorkloadKind;
import io.flatnet.operator.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person names: {@code NAME}, {@code pod/NAME}, or {@code KIND/NAME} of a workload.
 *
 * @param kind the kind of workload; null for a pod
 * @param name the name
 */
record WhyTarget(@Nullable WorkloadKind<?> kind, String name) {
  private static final Map<String, WorkloadKind<?>> KINDS = new LinkedHashMap<>();

  static {
    List.of("deployment", "deployments", "deploy")
        .forEach(word -> KINDS.put(word, WorkloadKind.DEPLOYMENT));
    List.of("statefulset", "statefulsets", "sts")
        .forEach(word -> KINDS.put(word, WorkloadKind.STATEFUL_SET));
    List.of("daemonset", "daemonsets", "ds")
        .forEach(word -> KINDS.put(word, WorkloadKind.DAEMON_SET));
    List.of("cronjob", "cronjobs", "cj").forEach(word -> KINDS.put(word, WorkloadKind.CRON_JOB));
    List.of("job", "jobs").forEach(word -> KINDS.put(word, WorkloadKind.JOB));
  }

  /**
   * Finds it.
   *
   * @return empty when there is no such object
   * @throws UsageException when the kind is none
   */
  static Optional<WhyTarget> find(ClusterReader reader, String namespace, String text)
      throws ReadFailure, UsageException {
    int slash = text.indexOf('/');
    String kind = text.substring(0, Math.max(0, slash)).toLowerCase(Locale.ROOT);
    String name = text.substring(slash + 1);
    if (name.isEmpty()) {
      throw new UsageException("cannot look for \"" + text + "\": the name is empty", null);
    }
    ObjectKey key = new ObjectKey(namespace, name);
    for (WhyTarget target : candidates(kind, name)) {
      WorkloadKind<?> workload = target.kind();
      ResourceType<?> type = workload == null ? ResourceType.PODS : workload.resource();
      if (reader.get(type, key).isPresent()) {
        return Optional.of(target);
      }
    }
    return Optional.empty();
  }

  private static List<WhyTarget> candidates(String kind, String name) throws UsageException {
    List<WhyTarget> candidates = new ArrayList<>();
    if (List.of("", "pod", "pods", "po").contains(kind)) {
      candidates.add(new WhyTarget(null, name));
    }
    if (kind.isEmpty()) {
      KINDS.values().stream()
          .distinct()
          .forEach(workload -> candidates.add(new WhyTarget(workload, name)));
    } else {
      WorkloadKind<?> workload = KINDS.get(kind);
      if (workload != null) {
        candidates.add(new WhyTarget(workload, name));
      }
    }
    if (candidates.isEmpty()) {
      throw new UsageException(
          "cannot look for a \""
              + kind
              + "\": it must be a pod, deployment, statefulset, daemonset, job or cronjob",
          null);
    }
    return candidates;
  }

  /** What is to be said when there is no such object: what is close to it. */
  static String absent(ClusterReader reader, String namespace, String text) throws ReadFailure {
    String name = text.substring(text.indexOf('/') + 1);
    List<String> here = new ArrayList<>();
    List<String> elsewhere = new ArrayList<>();
    for (ObjectKey pod : reader.names(ResourceType.PODS, "")) {
      if (pod.namespace().equals(namespace)) {
        here.add(pod.name());
      } else if (pod.name().equals(name)) {
        elsewhere.add(pod.namespace());
      }
    }
    for (WorkloadKind<?> kind : KINDS.values().stream().distinct().toList()) {
      for (ObjectKey workload : reader.names(kind.resource(), namespace)) {
        here.add(workload.name());
      }
    }
    List<String> close = Nearest.to(name, here);
    String next;
    if (!elsewhere.isEmpty()) {
      next = "there is one in namespace " + String.join(", ", elsewhere) + "; name it with -n";
    } else if (!close.isEmpty()) {
      next = "close to it is " + String.join(", ", close);
    } else {
      next = "nothing there is close to it; see kubectl -n " + namespace + " get pods";
    }
    return "cannot find \"" + text + "\" in namespace \"" + namespace + "\"; " + next;
  }
}
