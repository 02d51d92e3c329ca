package io.flatnet.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PodWorkloadsTest {
  private final InMemoryCluster cluster = new InMemoryCluster();
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<ObjectKey, V1Pod> pods = new HashMap<>();
  private final Map<ObjectKey, V1Job> jobs = new HashMap<>();
  private Fault next = Fault.NONE;
  private final PodWorkloads workloads =
      new PodWorkloads(
          new MapCache<>(pods),
          new MapCache<>(jobs),
          cluster
              .client(
                  (resource, verb, write) -> {
                    requests.incrementAndGet();
                    return next;
                  })
              .resource(ResourceType.JOBS));

  private V1Job job(String ownerKind) {
    V1ObjectMeta metadata =
        new V1ObjectMeta()
            .namespace("n")
            .name("tick-1")
            .ownerReferences(
                List.of(
                    new V1OwnerReference()
                        .apiVersion("batch/v1")
                        .kind(ownerKind)
                        .name("tick")
                        .uid("c")
                        .controller(true)));
    return cluster
        .client()
        .resource(ResourceType.JOBS)
        .create(new V1Job().metadata(metadata))
        .answer()
        .orElseThrow();
  }

  private V1Pod podOf(String kind, String name, String uid) {
    V1Pod pod =
        new V1Pod()
            .metadata(
                new V1ObjectMeta()
                    .namespace("n")
                    .name("p")
                    .uid("pod")
                    .ownerReferences(
                        List.of(
                            new V1OwnerReference()
                                .kind(kind)
                                .name(name)
                                .uid(uid)
                                .controller(true))));
    pods.put(ObjectKey.of(pod), pod);
    return pod;
  }

  @Test // [!] a Job made by a CronJob has no key of its own: its CronJob's counts
  void key_whenPodIsOfACronJobsJob_isTheCronJobs() {
    V1Job job = job("CronJob");
    V1Pod pod = podOf("Job", "tick-1", Metadata.uid(job));

    assertThat(workloads.learn(pod)).isTrue();

    assertThat(workloads.key(pod)).contains("CronJob/n/tick");
    assertThat(workloads.isOfAnother(ObjectKey.of(pod), "CronJob/n/tick")).isFalse();
    assertThat(workloads.isOfAnother(ObjectKey.of(pod), "Job/n/tick-1")).isTrue();
    assertThat(workloads.isOfAnother(new ObjectKey("n", "gone"), "Job/n/tick-1")).isFalse();
  }

  @Test
  void learn_whenAskedOnce_asksNoMore() {
    V1Pod pod = podOf("Job", "tick-1", Metadata.uid(job("CronJob")));

    workloads.learn(pod);
    workloads.learn(pod);

    assertThat(requests).hasValue(1);
  }

  @Test
  void learn_whenTheCacheKnowsTheJob_asksNothing() {
    V1Job job = job("CronJob");
    jobs.put(ObjectKey.of(job), job);
    V1Pod pod = podOf("Job", "tick-1", Metadata.uid(job));

    assertThat(workloads.learn(pod)).isTrue();

    assertThat(workloads.key(pod)).contains("CronJob/n/tick");
    assertThat(requests).hasValue(0);
  }

  @Test
  void learn_whenPodIsOfNoJob_asksNothing() {
    V1Pod pod = podOf("StatefulSet", "db", "d");

    assertThat(workloads.learn(pod)).isTrue();

    assertThat(workloads.key(pod)).contains("StatefulSet/n/db");
    assertThat(requests).hasValue(0);
  }

  @Test
  void learn_whenTheApiServerDoesNotSay_isFalseAndAsksAgain() {
    V1Pod pod = podOf("Job", "tick-1", Metadata.uid(job("CronJob")));
    next = Fault.LOST_REQUEST;
    assertThat(workloads.learn(pod)).isFalse();
    next = Fault.NONE;

    assertThat(workloads.learn(pod)).isTrue();

    assertThat(workloads.key(pod)).contains("CronJob/n/tick");
  }

  @Test
  void key_whenTheJobIsGoneOrAnother_isTheJobsOwn() {
    job("CronJob");
    V1Pod pod = podOf("Job", "tick-1", "of an earlier one");

    assertThat(workloads.learn(pod)).isTrue();

    assertThat(workloads.key(pod)).contains("Job/n/tick-1");
  }

  @Test
  void key_whenAnotherControllerMadeTheJob_isTheJobsOwn() {
    V1Pod pod = podOf("Job", "tick-1", Metadata.uid(job("Workflow")));
    workloads.learn(pod);

    assertThat(workloads.key(pod)).contains("Job/n/tick-1");
  }

  @Test
  void selector_whenWorkloadIsAJobOrCronJob_isAsTheContractSays() {
    assertThat(Workloads.selector("Job/n/a")).contains("job-n-a");
    assertThat(Workloads.selector("CronJob/n/a")).contains("cronjob-n-a");
    assertThat(Workloads.selector("Deployment/n/a")).isEmpty();
  }
}
