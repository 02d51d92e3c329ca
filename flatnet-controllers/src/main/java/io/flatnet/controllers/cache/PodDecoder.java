package io.flatnet.controllers.cache;

import com.fasterxml.jackson.core.JsonParser;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.wire.JsonFields;
import io.flatnet.api.wire.MetadataJson;
import io.flatnet.controllers.store.ObjectDecoder;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a pod what {@link Slim#pod} keeps, and passes over all else: a cluster's pods are by far
 * the most that an operator is sent. Safe for use by many threads.
 */
public final class PodDecoder implements ObjectDecoder<V1Pod> {
  @Override
  public V1Pod decode(JsonParser parser) throws IOException {
    V1Pod pod = new V1Pod().status(new V1PodStatus());
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "metadata" -> pod.setMetadata(MetadataJson.read(parser));
            case "spec" -> {
              if (mayTakePart(pod)) {
                pod.setSpec(spec(parser));
              }
            }
            case "status" -> pod.setStatus(status(parser, mayTakePart(pod)));
            default -> {}
          }
        });
    return Slim.pod(pod);
  }

  /** Whether more of the pod is needed; so, too, when its metadata are not read yet. */
  private static boolean mayTakePart(V1Pod pod) {
    V1ObjectMeta metadata = pod.getMetadata();
    return metadata == null || FlatNetworkWish.takesPart(metadata.getAnnotations());
  }

  private static V1PodSpec spec(JsonParser parser) throws IOException {
    V1PodSpec spec = Slim.emptySpec();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "nodeName" -> spec.setNodeName(JsonFields.sharedText(parser));
            case "hostname" -> spec.setHostname(JsonFields.text(parser));
            case "subdomain" -> spec.setSubdomain(JsonFields.text(parser));
            case "containers" -> spec.setContainers(containers(parser));
            case "initContainers" -> spec.setInitContainers(containers(parser));
            default -> {}
          }
        });
    return spec;
  }

  private static List<V1Container> containers(JsonParser parser) throws IOException {
    return Objects.requireNonNullElse(
        JsonFields.list(parser, PodDecoder::container), List.<V1Container>of());
  }

  private static V1Container container(JsonParser parser) throws IOException {
    V1Container container = new V1Container();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "name" -> container.setName(JsonFields.textOrEmpty(parser));
            case "restartPolicy" -> container.setRestartPolicy(JsonFields.text(parser));
            case "ports" -> container.setPorts(JsonFields.list(parser, PodDecoder::port));
            default -> {}
          }
        });
    return container;
  }

  private static V1ContainerPort port(JsonParser parser) throws IOException {
    V1ContainerPort port = new V1ContainerPort();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "name" -> port.setName(JsonFields.text(parser));
            case "containerPort" ->
                port.setContainerPort(Objects.requireNonNullElse(integer(parser), 0));
            case "hostPort" -> port.setHostPort(integer(parser));
            case "hostIP" -> port.setHostIP(JsonFields.text(parser));
            case "protocol" -> port.setProtocol(JsonFields.text(parser));
            default -> {}
          }
        });
    return port;
  }

  private static @Nullable Integer integer(JsonParser parser) throws IOException {
    Long number = JsonFields.number(parser);
    return number == null ? null : Math.toIntExact(number);
  }

  private static V1PodStatus status(JsonParser parser, boolean conditions) throws IOException {
    V1PodStatus status = new V1PodStatus();
    JsonFields.object(
        parser,
        name -> {
          if (name.equals("phase")) {
            status.setPhase(JsonFields.sharedText(parser));
          } else if (conditions && name.equals("conditions")) {
            status.setConditions(JsonFields.list(parser, PodDecoder::condition));
          }
        });
    return status;
  }

  private static V1PodCondition condition(JsonParser parser) throws IOException {
    V1PodCondition condition = new V1PodCondition();
    JsonFields.object(
        parser,
        name -> {
          switch (name) {
            case "type" -> condition.setType(JsonFields.sharedTextOrEmpty(parser));
            case "status" -> condition.setStatus(JsonFields.sharedTextOrEmpty(parser));
            case "reason" -> condition.setReason(JsonFields.text(parser));
            case "message" -> condition.setMessage(JsonFields.text(parser));
            case "observedGeneration" -> condition.setObservedGeneration(JsonFields.number(parser));
            case "lastProbeTime" -> condition.setLastProbeTime(JsonFields.time(parser));
            case "lastTransitionTime" -> condition.setLastTransitionTime(JsonFields.time(parser));
            default -> {}
          }
        });
    return condition;
  }
}
