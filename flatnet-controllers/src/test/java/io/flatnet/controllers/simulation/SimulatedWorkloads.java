package io.flatnet.controllers.simulation;

import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.workload.WorkloadKind;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1CronJobSpec;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1JobTemplateSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1StatefulSetSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The workloads of users: a Deployment, a StatefulSet, a CronJob with its Job, and a Job. Their
 * controllers, which would make and delete pods, are whoever calls this; but with a workload go its
 * pods, and with another template comes another Job.
 */
final class SimulatedWorkloads {
  static final String DEPLOYMENT = "dep";
  static final String STATEFUL_SET = "set";
  static final String CRON_JOB = "cron";
  static final String JOB = "job";

  /** All there may be. */
  static final List<String> NAMES = List.of(DEPLOYMENT, STATEFUL_SET, CRON_JOB, JOB);

  static final String TEMPLATE_HASH = "abc";
  private static final String JOB_OF_CRON_JOB = "cron-1";

  final ChangeLog<V1Deployment> deployments;
  final ChangeLog<V1StatefulSet> statefulSets;
  final ChangeLog<V1CronJob> cronJobs;
  final ChangeLog<V1Job> jobs;

  private final World world;
  private final Map<String, Map<String, String>> templates = new HashMap<>();
  private final Map<String, String> ofPods = new HashMap<>();

  SimulatedWorkloads(World world) {
    this.world = world;
    deployments = log(WorkloadKind.DEPLOYMENT);
    statefulSets = log(WorkloadKind.STATEFUL_SET);
    cronJobs = log(WorkloadKind.CRON_JOB);
    jobs = log(WorkloadKind.JOB);
  }

  private <T extends KubernetesObject> ChangeLog<T> log(WorkloadKind<T> kind) {
    return new ChangeLog<>(world.cluster, kind.resource(), kind::slim);
  }

  /** The key of a workload in {@code reservedIP}. */
  static String key(String name) {
    String kind =
        switch (name) {
          case DEPLOYMENT -> "Deployment/";
          case STATEFUL_SET -> "StatefulSet/";
          case CRON_JOB -> "CronJob/";
          default -> "Job/";
        };
    return kind + World.key(name);
  }

  /** The annotations of its pod template, if there is such a workload. */
  Optional<Map<String, String>> template(String name) {
    return Optional.ofNullable(templates.get(name));
  }

  /** It comes, or its pod template becomes another. */
  void change(String name, Map<String, String> annotations) {
    templates.put(name, annotations);
    V1PodTemplateSpec template =
        new V1PodTemplateSpec().metadata(new V1ObjectMeta().annotations(annotations));
    switch (name) {
      case DEPLOYMENT ->
          put(
              ResourceType.DEPLOYMENTS,
              metadata(name),
              metadata ->
                  new V1Deployment()
                      .metadata(metadata)
                      .spec(new V1DeploymentSpec().template(template)));
      case STATEFUL_SET ->
          put(
              ResourceType.STATEFUL_SETS,
              metadata(name),
              metadata ->
                  new V1StatefulSet()
                      .metadata(metadata)
                      .spec(new V1StatefulSetSpec().template(template)));
      case CRON_JOB -> {
        V1CronJob made = cronJob(template);
        jobComes(
            CRON_JOB,
            metadata(JOB_OF_CRON_JOB)
                .ownerReferences(
                    List.of(owner("batch/v1", "CronJob", CRON_JOB, Metadata.uid(made)))),
            template);
      }
      default -> jobComes(name, metadata(name), template);
    }
  }

  private V1CronJob cronJob(V1PodTemplateSpec template) {
    V1JobTemplateSpec job = new V1JobTemplateSpec().spec(new V1JobSpec().template(template));
    return put(
        ResourceType.CRON_JOBS,
        metadata(CRON_JOB),
        metadata -> new V1CronJob().metadata(metadata).spec(new V1CronJobSpec().jobTemplate(job)));
  }

  /** A Job's template does not change: another Job takes its place. */
  private void jobComes(String workload, V1ObjectMeta job, V1PodTemplateSpec template) {
    delete(ResourceType.JOBS, String.valueOf(job.getName()));
    podsLeave(workload);
    put(
        ResourceType.JOBS,
        job,
        metadata -> new V1Job().metadata(metadata).spec(new V1JobSpec().template(template)));
  }

  private static V1ObjectMeta metadata(String name) {
    return new V1ObjectMeta().namespace(World.NAMESPACE).name(name);
  }

  private <T extends KubernetesObject> T put(
      ResourceType<T> type, V1ObjectMeta metadata, Function<V1ObjectMeta, T> make) {
    ResourceStore<T> objects = world.admin.resource(type);
    T there = objects.get(World.key(String.valueOf(metadata.getName()))).answer().orElse(null);
    return (there == null
            ? objects.create(make.apply(metadata))
            : objects.update(make.apply(Metadata.of(there))))
        .answer()
        .orElseThrow();
  }

  /** It is deleted, and with it go its pods. */
  void leave(String name) {
    if (templates.remove(name) == null) {
      return;
    }
    switch (name) {
      case DEPLOYMENT -> delete(ResourceType.DEPLOYMENTS, name);
      case STATEFUL_SET -> delete(ResourceType.STATEFUL_SETS, name);
      case CRON_JOB -> {
        delete(ResourceType.CRON_JOBS, name);
        delete(ResourceType.JOBS, JOB_OF_CRON_JOB);
      }
      default -> delete(ResourceType.JOBS, name);
    }
    podsLeave(name);
  }

  private <T extends KubernetesObject> void delete(ResourceType<T> type, String name) {
    ResourceStore<T> objects = world.admin.resource(type);
    objects
        .get(World.key(name))
        .answer()
        .ifPresent(object -> objects.delete(World.key(name), Metadata.uid(object)));
  }

  private void podsLeave(String name) {
    for (V1Pod pod : world.allPods()) {
      if (ofPod(Metadata.uid(pod)).equals(key(name))) {
        world.podLeaves(ObjectKey.of(pod).name());
      }
    }
  }

  /** What owns the pods of a workload. */
  V1OwnerReference owner(String name) {
    return switch (name) {
      case DEPLOYMENT ->
          owner("apps/v1", "ReplicaSet", DEPLOYMENT + "-" + TEMPLATE_HASH, "replica-set");
      case STATEFUL_SET -> owner("apps/v1", "StatefulSet", STATEFUL_SET, "stateful-set");
      case CRON_JOB -> ownedByJob(JOB_OF_CRON_JOB);
      default -> ownedByJob(name);
    };
  }

  private V1OwnerReference ownedByJob(String name) {
    V1Job job = world.admin.resource(ResourceType.JOBS).get(World.key(name)).answer().orElseThrow();
    return owner("batch/v1", "Job", name, Metadata.uid(job));
  }

  private static V1OwnerReference owner(String version, String kind, String name, String uid) {
    return new V1OwnerReference()
        .apiVersion(version)
        .kind(kind)
        .name(name)
        .uid(uid)
        .controller(true);
  }

  /** Notes whose pod a new pod is. */
  void madePod(String workload, String uid) {
    ofPods.put(uid, key(workload));
  }

  /** The key of the workload that a pod is of, by its UID; empty text for a bare pod. */
  String ofPod(String uid) {
    return ofPods.getOrDefault(uid, "");
  }
}
