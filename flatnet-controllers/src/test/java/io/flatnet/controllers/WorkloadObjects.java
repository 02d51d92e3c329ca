package io.flatnet.controllers;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1CronJobSpec;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1DaemonSetSpec;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1JobTemplateSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1StatefulSetSpec;
import java.util.List;
import java.util.Map;

/** Workloads of every kind in the namespace {@code work}, as a user would apply them. */
final class WorkloadObjects {
  private static final Map<String, String> APP = Map.of("app", "x");

  private WorkloadObjects() {}

  private static V1ObjectMeta named(String name) {
    return new V1ObjectMeta().namespace("work").name(name).labels(APP);
  }

  private static V1LabelSelector selector() {
    return new V1LabelSelector().matchLabels(APP);
  }

  private static V1PodTemplateSpec template(Map<String, String> annotations, String restart) {
    return new V1PodTemplateSpec()
        .metadata(new V1ObjectMeta().labels(APP).annotations(annotations))
        .spec(
            new V1PodSpec()
                .overhead(null) // the type sets an empty one, which is refused
                .restartPolicy(restart)
                .containers(List.of(new V1Container().name("c").image("none.invalid/c"))));
  }

  /** A pod that nobody runs. */
  static V1Pod pod(String name, Map<String, String> annotations) {
    return new V1Pod()
        .apiVersion("v1")
        .kind("Pod")
        .metadata(named(name).annotations(annotations))
        .spec(template(Map.of(), "Never").getSpec());
  }

  static V1Deployment deployment(String name, Map<String, String> annotations) {
    return new V1Deployment()
        .apiVersion("apps/v1")
        .kind("Deployment")
        .metadata(named(name))
        .spec(
            new V1DeploymentSpec().selector(selector()).template(template(annotations, "Always")));
  }

  static V1DaemonSet daemonSet(String name, Map<String, String> annotations) {
    return new V1DaemonSet()
        .apiVersion("apps/v1")
        .kind("DaemonSet")
        .metadata(named(name))
        .spec(new V1DaemonSetSpec().selector(selector()).template(template(annotations, "Always")));
  }

  static V1StatefulSet statefulSet(String name, Map<String, String> annotations) {
    return new V1StatefulSet()
        .apiVersion("apps/v1")
        .kind("StatefulSet")
        .metadata(named(name))
        .spec(
            new V1StatefulSetSpec()
                .serviceName(name)
                .selector(selector())
                .template(template(annotations, "Always")));
  }

  static V1Job job(String name, Map<String, String> annotations) {
    return new V1Job()
        .apiVersion("batch/v1")
        .kind("Job")
        .metadata(named(name))
        .spec(new V1JobSpec().template(template(annotations, "Never")));
  }

  /**
   * A CronJob.
   *
   * @param ofJobs annotations of the job template, which are of no meaning to us
   */
  static V1CronJob cronJob(
      String name, Map<String, String> ofJobs, Map<String, String> annotations) {
    return new V1CronJob()
        .apiVersion("batch/v1")
        .kind("CronJob")
        .metadata(named(name))
        .spec(
            new V1CronJobSpec()
                .schedule("0 0 1 1 *")
                .jobTemplate(
                    new V1JobTemplateSpec()
                        .metadata(new V1ObjectMeta().annotations(ofJobs))
                        .spec(new V1JobSpec().template(template(annotations, "Never")))));
  }
}
