package io.flatnet.controllers.endpoint;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Services and pods of one application, {@code app=web} in namespace {@code apps}. */
@SuppressWarnings("NullAway") // what a test set is there
public final class Scenes {
  /** What its Services select. */
  public static final Map<String, String> WEB = Map.of("app", "web");

  private Scenes() {}

  /** A Service that selects the application, port 80 to 8080. */
  public static V1Service service(String name) {
    return new V1Service()
        .metadata(
            new V1ObjectMeta()
                .namespace("apps")
                .name(name)
                .uid("uid-" + name)
                .resourceVersion("7")
                .annotations(new HashMap<>()))
        .spec(
            new V1ServiceSpec()
                .type("ClusterIP")
                .clusterIP("10.43.0.9")
                .selector(new HashMap<>(WEB))
                .ports(List.of(port(80, new IntOrString(8080)))));
  }

  /** A headless Service on the flat network, its selector in the annotation. */
  public static V1Service flat(String name) {
    V1Service service = service(name);
    service.getMetadata().getAnnotations().put(Annotations.NETWORKS, FlatNetwork.NETWORK_NAME);
    service.getMetadata().getAnnotations().put(Annotations.SELECTOR, "app=web");
    service.getSpec().clusterIP("None").selector(null);
    return service;
  }

  /** A port without a name. */
  public static V1ServicePort port(int number, IntOrString target) {
    return new V1ServicePort().port(number).targetPort(target).protocol("TCP");
  }

  /** A ready pod of the application that takes part. */
  public static V1Pod pod(String name) {
    return new V1Pod()
        .metadata(
            new V1ObjectMeta()
                .namespace("apps")
                .name(name)
                .uid("uid-" + name)
                .labels(new HashMap<>(WEB))
                .annotations(
                    new HashMap<>(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "s"))))
        .spec(new V1PodSpec().nodeName("n1").containers(List.of()))
        .status(
            new V1PodStatus()
                .phase("Running")
                .conditions(List.of(new V1PodCondition().type("Ready").status("True"))));
  }

  /** A container with one named port. */
  public static V1Container container(String port, int number) {
    return new V1Container()
        .name("c")
        .addPortsItem(new V1ContainerPort().name(port).containerPort(number));
  }

  /** The claim of a pod whose interface exists. */
  public static FlatNetworkIP active(V1Pod pod, String address) {
    return FlatNetworkIP.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace(pod.getMetadata().getNamespace())
                .name(pod.getMetadata().getName()))
        .spec(FlatNetworkIPSpec.builder().subnet("s").podId(pod.getMetadata().getUid()).build())
        .status(FlatNetworkIPStatus.builder().phase("Active").addr(address).build())
        .build();
  }
}
