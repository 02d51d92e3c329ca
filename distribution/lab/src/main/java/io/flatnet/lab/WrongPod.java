package io.flatnet.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.KubeObjects.RefusedException;
import java.io.IOException;
import java.time.Duration;

/** A pod that asks for an address outside of its subnet, which the webhook must not let in. */
final class WrongPod {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int FORBIDDEN = 403;
  private static final String DENIES = "denied the request";
  private static final String ADDRESS = "10.99.0.1";

  private final KubeObjects objects;
  private final KubeObject pod;

  /**
   * On an API server.
   *
   * @param subnet the name of one that does not have the address
   */
  WrongPod(KubeObjects objects, String subnet) {
    this.objects = objects;
    String json =
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "outside", "namespace": "default", "annotations": {
          "k8s.v1.cni.cncf.io/networks": "[{\\"name\\":\\"rancher-flat-network\\",\\"interface\\":\\"eth1\\"}]",
          "flatnetwork.pandaria.io/subnet": "%s",
          "flatnetwork.pandaria.io/ip": "%s"}},
         "spec": {"containers": [{"name": "main", "image": "busybox:1.35.0"}]}}
        """
            .formatted(subnet, ADDRESS);
    try {
      this.pod = KubeObject.of(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("cannot read the wrong pod of our own", impossible);
    }
  }

  /** Waits until the API server asks the webhook; nothing is stored. */
  void awaitWebhook() throws IOException, InterruptedException {
    Await.until("denial by the webhook", LIMIT, this::isDenied);
  }

  private boolean isDenied() throws IOException {
    try {
      objects.tryOut(pod);
      return false;
    } catch (RefusedException refused) {
      return refused.reason().contains(DENIES);
    }
  }

  /**
   * Tries to make it.
   *
   * @throws IOException when it is let in, or refused for another reason than by the webhook
   */
  Denial denied() throws IOException {
    KubeObject made;
    try {
      made = objects.create(pod);
    } catch (RefusedException refused) {
      if (refused.status() == FORBIDDEN
          && refused.reason().contains(DENIES)
          && refused.reason().contains(ADDRESS)) {
        return new Denial(pod.namespace() + "/" + pod.name(), ADDRESS, refused.reason());
      }
      throw refused;
    }
    objects.delete(made);
    throw new IOException(
        "%s asks for %s, which is not in its subnet, and was let in".formatted(pod, ADDRESS));
  }
}
