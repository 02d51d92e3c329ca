package io.flatnet.controllers.workload;

import io.flatnet.api.FlatNetworkWish;
import io.flatnet.controllers.event.EventSubject;
import io.flatnet.controllers.pod.Workloads;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1CronJobSpec;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1DaemonSetSpec;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1JobTemplateSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1StatefulSetSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One kind of workload: how its pod template is read, and how an object of it is made that has only
 * a template. There are five.
 *
 * @param <T> the type of its objects
 */
public final class WorkloadKind<T extends KubernetesObject> {
  /** Deployments. */
  public static final WorkloadKind<V1Deployment> DEPLOYMENT =
      new WorkloadKind<>(
          ResourceType.DEPLOYMENTS,
          object -> Optional.ofNullable(object.getSpec()).map(V1DeploymentSpec::getTemplate),
          metadata -> new V1Deployment().metadata(metadata),
          (object, template) -> object.spec(new V1DeploymentSpec().template(template)));

  /** DaemonSets. */
  public static final WorkloadKind<V1DaemonSet> DAEMON_SET =
      new WorkloadKind<>(
          ResourceType.DAEMON_SETS,
          object -> Optional.ofNullable(object.getSpec()).map(V1DaemonSetSpec::getTemplate),
          metadata -> new V1DaemonSet().metadata(metadata),
          (object, template) -> object.spec(new V1DaemonSetSpec().template(template)));

  /** StatefulSets. */
  public static final WorkloadKind<V1StatefulSet> STATEFUL_SET =
      new WorkloadKind<>(
          ResourceType.STATEFUL_SETS,
          object -> Optional.ofNullable(object.getSpec()).map(V1StatefulSetSpec::getTemplate),
          metadata -> new V1StatefulSet().metadata(metadata),
          (object, template) -> object.spec(new V1StatefulSetSpec().template(template)));

  /** Jobs. */
  public static final WorkloadKind<V1Job> JOB =
      new WorkloadKind<>(
          ResourceType.JOBS,
          object -> Optional.ofNullable(object.getSpec()).map(V1JobSpec::getTemplate),
          metadata -> new V1Job().metadata(metadata),
          (object, template) -> object.spec(new V1JobSpec().template(template)));

  /** CronJobs, whose pod template is within their job template. */
  public static final WorkloadKind<V1CronJob> CRON_JOB =
      new WorkloadKind<>(
          ResourceType.CRON_JOBS,
          object ->
              Optional.ofNullable(object.getSpec())
                  .map(V1CronJobSpec::getJobTemplate)
                  .map(V1JobTemplateSpec::getSpec)
                  .map(V1JobSpec::getTemplate),
          metadata -> new V1CronJob().metadata(metadata),
          (object, template) ->
              object.spec(
                  new V1CronJobSpec()
                      .jobTemplate(
                          new V1JobTemplateSpec().spec(new V1JobSpec().template(template)))));

  private static final Map<String, String> NONE = Map.of();

  private final ResourceType<T> resource;
  private final Function<T, Optional<V1PodTemplateSpec>> template;
  private final Function<V1ObjectMeta, T> bare;
  private final BiFunction<T, V1PodTemplateSpec, T> templated;

  private WorkloadKind(
      ResourceType<T> resource,
      Function<T, Optional<V1PodTemplateSpec>> template,
      Function<V1ObjectMeta, T> bare,
      BiFunction<T, V1PodTemplateSpec, T> templated) {
    this.resource = resource;
    this.template = template;
    this.bare = bare;
    this.templated = templated;
  }

  /** The resource. */
  public ResourceType<T> resource() {
    return resource;
  }

  /**
   * An object with what the controllers use of it; see {@link WorkloadSlim}. Has no effect when it
   * is applied again.
   */
  public T slim(T object) {
    Optional<V1ObjectMeta> pods =
        podMetadata(object)
            .filter(metadata -> FlatNetworkWish.takesPart(metadata.getAnnotations()));
    T slim = bare.apply(WorkloadSlim.object(Metadata.of(object), pods.isPresent()));
    return pods.map(WorkloadSlim::template)
        .map(metadata -> templated.apply(slim, new V1PodTemplateSpec().metadata(metadata)))
        .orElse(slim);
  }

  /** The metadata of the pods to come. */
  public Optional<V1ObjectMeta> podMetadata(T object) {
    return template.apply(object).map(V1PodTemplateSpec::getMetadata);
  }

  /** What of an object matters. */
  Workload read(T object) {
    Map<String, String> annotations =
        podMetadata(object)
            .map(metadata -> Objects.requireNonNullElse(metadata.getAnnotations(), NONE))
            .orElse(NONE);
    return new Workload(
        key(ObjectKey.of(object)),
        EventSubject.of(resource, object),
        Metadata.labels(object),
        FlatNetworkWish.of(annotations),
        Workloads.controller(object).filter(Workloads::isCronJob).isPresent());
  }

  /** The key of an object of this kind. */
  WorkloadKey key(ObjectKey object) {
    return new WorkloadKey(resource.kind(), object);
  }
}
