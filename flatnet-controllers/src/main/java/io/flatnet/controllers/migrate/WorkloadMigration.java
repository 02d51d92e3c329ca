package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.controllers.store.ResourceType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one workload: its pod template's annotations and labels, and its own labels.
 * Pure.
 */
public final class WorkloadMigration {
  /** The kinds that have pod templates, by what people call them on the command line. */
  public static final Map<String, ResourceType<?>> KINDS =
      new TreeMap<>(
          Map.of(
              "deployment", ResourceType.DEPLOYMENTS,
              "daemonset", ResourceType.DAEMON_SETS,
              "statefulset", ResourceType.STATEFUL_SETS,
              "cronjob", ResourceType.CRON_JOBS,
              "job", ResourceType.JOBS));

  private static final String[] TEMPLATE = {"spec", "template", "metadata"};
  private static final String[] TEMPLATE_OF_JOBS = {
    "spec", "jobTemplate", "spec", "template", "metadata"
  };
  private static final String ON_DELETE = "OnDelete";

  private final ResourceType<?> type;
  private final boolean pausing;
  private final Predicate<String> subnets;

  /**
   * Plans for workloads of one kind.
   *
   * @param pausing whether no pods are to be replaced yet
   * @param subnets whether there is, or will be, a FlatNetworkSubnet of a name
   */
  public WorkloadMigration(ResourceType<?> type, boolean pausing, Predicate<String> subnets) {
    this.type = type;
    this.pausing = pausing;
    this.subnets = subnets;
  }

  /** Plans for one workload as the API server sent it. */
  public Plan plan(JsonObject workload) {
    boolean isCronJob = type.equals(ResourceType.CRON_JOBS);
    String[] path = isCronJob ? TEMPLATE_OF_JOBS : TEMPLATE;
    JsonObject template = Json.object(workload, path);
    JsonObject pods = OldNames.patch(template, selected(workload));
    JsonObject own = OldNames.patch(labelsOnly(workload), Set.of());
    if ((pods.isEmpty() && own.isEmpty()) || Json.isDeleting(workload)) {
      return new Plan.Nothing();
    }
    Plan.@Nullable Skip job = type.equals(ResourceType.JOBS) ? job(workload) : null;
    if (job != null) {
      return job;
    }
    JsonObject annotations = Json.object(Json.merged(template, pods), "annotations");
    @Nullable String fault = fault(Json.texts(annotations));
    if (fault != null) {
      return new Plan.Skip(fault, true);
    }
    boolean rolls = !pods.isEmpty() && rolls(workload);
    if (rolls && pausing && !type.equals(ResourceType.DEPLOYMENTS)) {
      return new Plan.Skip(
          "its pods would be replaced at once, and only Deployments can be paused; migrate it when"
              + " that may be, without --pause-rollouts",
          false,
          true);
    }
    JsonObject patch = new JsonObject();
    if (!own.isEmpty()) {
      patch.add("metadata", own);
    }
    if (!pods.isEmpty()) {
      Json.put(patch, pods, path);
    }
    boolean pauses = rolls && pausing;
    if (pauses) {
      Json.put(patch, new JsonPrimitive(true), "spec", "paused");
    }
    return new Plan.Write(
        Change.of(type, workload, patch, rolls, notes(workload, annotations, rolls && !pauses)));
  }

  /** Of a workload's own metadata the labels count: its annotations never meant anything. */
  private static JsonObject labelsOnly(JsonObject workload) {
    JsonObject metadata = new JsonObject();
    metadata.add("labels", Json.object(workload, "metadata", "labels"));
    return metadata;
  }

  /** The labels that the workload finds its pods by: they cannot change, so they stay. */
  private static Set<String> selected(JsonObject workload) {
    JsonObject selector = Json.object(workload, "spec", "selector");
    Set<String> names = new HashSet<>(Json.object(selector, "matchLabels").keySet());
    if (selector.get("matchExpressions") instanceof JsonArray expressions) {
      for (JsonElement expression : expressions) {
        if (expression instanceof JsonObject object) {
          names.add(Json.text(object, "key"));
        }
      }
    }
    return names;
  }

  /** Why a Job is left; null when its template can be changed. */
  private static Plan.@Nullable Skip job(JsonObject job) {
    if (job.get("metadata") instanceof JsonObject metadata
        && metadata.get("ownerReferences") instanceof JsonArray owners
        && owners.asList().stream()
            .anyMatch(
                owner ->
                    owner instanceof JsonObject object
                        && Json.text(object, "kind").equals("CronJob"))) {
      return new Plan.Skip("its CronJob makes the next one with the new names", false);
    }
    JsonObject status = Json.object(job, "status");
    boolean isFresh = Json.isTrue(Json.object(job, "spec"), "suspend") && !status.has("startTime");
    if (isFresh) {
      return null;
    }
    return new Plan.Skip(
        status.has("completionTime") || isFailed(status)
            ? "it has ended, and Kubernetes lets nobody change a Job's pod template"
            : "it runs, and Kubernetes lets nobody change a Job's pod template: it ends with the"
                + " address that it has; make it anew where it should run again",
        false);
  }

  private static boolean isFailed(JsonObject status) {
    return status.get("conditions") instanceof JsonArray conditions
        && conditions.asList().stream()
            .anyMatch(
                condition ->
                    condition instanceof JsonObject object
                        && Json.text(object, "type").equals("Failed")
                        && Json.text(object, "status").equals("True"));
  }

  private @Nullable String fault(Map<String, String> annotations) {
    return switch (FlatNetworkWish.of(annotations)) {
      case FlatNetworkWish.None _ -> null;
      case FlatNetworkWish.Malformed malformed ->
          "its pods would get no address: " + malformed.message().replace("\n", "; ");
      case FlatNetworkWish.Wanted wanted when !subnets.test(wanted.subnet()) ->
          "there is no FlatNetworkSubnet \""
              + wanted.subnet()
              + "\", and none is made of a MacvlanSubnet; see to the subnet first";
      case FlatNetworkWish.Wanted _ -> null;
    };
  }

  /** Whether pods of the old template run on and are replaced by some of the new one. */
  private boolean rolls(JsonObject workload) {
    JsonObject spec = Json.object(workload, "spec");
    if (type.equals(ResourceType.DEPLOYMENTS)) {
      return !Json.isTrue(spec, "paused") && replicas(spec) > 0;
    }
    if (type.equals(ResourceType.STATEFUL_SETS)) {
      return !Json.text(Json.object(spec, "updateStrategy"), "type").equals(ON_DELETE)
          && replicas(spec) > 0;
    }
    return type.equals(ResourceType.DAEMON_SETS)
        && !Json.text(Json.object(spec, "updateStrategy"), "type").equals(ON_DELETE);
  }

  private static long replicas(JsonObject spec) {
    return spec.get("replicas") instanceof JsonPrimitive count && count.isNumber()
        ? count.getAsLong()
        : 1;
  }

  private List<String> notes(JsonObject workload, JsonObject annotations, boolean rollsNow) {
    List<String> notes = new ArrayList<>();
    if (rollsNow) {
      notes.add("its pods are replaced, one after the other");
    }
    if (type.equals(ResourceType.DEPLOYMENTS)
        && FlatNetworkWish.of(Json.texts(annotations)) instanceof FlatNetworkWish.Wanted wanted
        && !wanted.addresses().isEmpty()
        && startsFirst(workload, wanted.addresses().size())) {
      notes.add(
          "it names no more addresses than it has pods, and its strategy starts a pod before an old"
              + " one ends: the new pod would wait for ever; use strategy Recreate, or"
              + " maxUnavailable of at least 1");
    }
    return notes;
  }

  /** Whether no old pod may end before a new one has one of the addresses, which are all taken. */
  private static boolean startsFirst(JsonObject deployment, int addresses) {
    JsonObject spec = Json.object(deployment, "spec");
    long replicas = replicas(spec);
    JsonObject strategy = Json.object(spec, "strategy");
    if (replicas == 0 || replicas < addresses || Json.text(strategy, "type").equals("Recreate")) {
      return false;
    }
    @Nullable JsonElement unavailable =
        Json.object(strategy, "rollingUpdate").get("maxUnavailable");
    return share(unavailable, replicas) == 0;
  }

  /** A number, or a part of the replicas rounded down as Kubernetes does; 25 % when absent. */
  private static long share(@Nullable JsonElement value, long replicas) {
    String text = value instanceof JsonPrimitive primitive ? primitive.getAsString() : "25%";
    try {
      return text.endsWith("%")
          ? new BigDecimal(Objects.requireNonNull(text).substring(0, text.length() - 1))
              .multiply(BigDecimal.valueOf(replicas))
              .divideToIntegralValue(BigDecimal.valueOf(100))
              .longValue()
          : Long.parseLong(text);
    } catch (NumberFormatException _) {
      return 1; // the API server took it, so it is none of those that stop a rollout
    }
  }
}
