package io.flatnet.cni.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.EventReasons;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PodReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says beside a pod and its node that the node has no such parent interface. The same again is
 * counted in the same event, and written every ten seconds at most. Thread-safe; each call sends up
 * to four requests.
 */
public final class MissingMasterEvents {
  private static final Logger LOG = LoggerFactory.getLogger(MissingMasterEvents.class);
  private static final Duration WRITTEN_EVERY = Duration.ofSeconds(10);
  private static final int MAX_REMEMBERED = 256;
  private static final int NOT_FOUND = 404;

  private final ClusterClient client;
  private final String node;
  private final Clock clock;
  private final Map<ObjectNode, Written> written =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectNode, Written> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private record Written(String path, int count, Instant at) {}

  MissingMasterEvents(ClusterClient client, String node, Clock clock) {
    this.client = client;
    this.node = node;
    this.clock = clock;
  }

  /**
   * Writes both events. A refusal of the API server is logged: the caller's own error counts.
   *
   * @param pod whose ADD it was
   * @param message what is missing and what to do
   */
  public synchronized void report(PodReference pod, String message) {
    ObjectNode aboutPod = about("Pod", pod.name()).put("namespace", pod.namespace());
    if (!pod.uid().isEmpty()) {
      aboutPod.put("uid", pod.uid());
    }
    try {
      write(pod.namespace(), aboutPod, message);
      // Events of what has no namespace are in "default"; the kubelet takes the name for the UID.
      write("default", about("Node", node).put("uid", node), message);
    } catch (CniFailure e) {
      LOG.warn("cannot write an event for pod {}: {}", pod, e.message(), e);
    }
  }

  private static ObjectNode about(String kind, String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("apiVersion", "v1")
        .put("kind", kind)
        .put("name", name);
  }

  private void write(String namespace, ObjectNode object, String message) throws CniFailure {
    ObjectNode key = object.deepCopy().put("message", message);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Written before = written.get(key);
    if (before == null) {
      written.put(key, create(namespace, object, message, now));
      return;
    }
    Written next = new Written(before.path(), before.count() + 1, before.at());
    if (Duration.between(before.at(), now).compareTo(WRITTEN_EVERY) >= 0) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.put("count", next.count()).put("lastTimestamp", now.toString());
      ClusterClient.Reply reply = client.patch(before.path(), patch);
      if (reply.status() == NOT_FOUND) {
        next = create(namespace, object, message, now);
      } else {
        client.accepted(reply);
        next = new Written(next.path(), next.count(), now);
      }
    }
    written.put(key, next);
  }

  private Written create(String namespace, ObjectNode object, String message, Instant now)
      throws CniFailure {
    String path = "/api/v1/namespaces/" + namespace + "/events";
    String name = object.path("name").asText() + "." + UUID.randomUUID();
    client.accepted(client.post(path, event(namespace, name, object, message, now)));
    return new Written(path + "/" + name, 1, now);
  }

  private JsonNode event(
      String namespace, String name, ObjectNode object, String message, Instant now) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("apiVersion", "v1").put("kind", "Event");
    event.putObject("metadata").put("namespace", namespace).put("name", name);
    event.set("involvedObject", object);
    event.putObject("source").put("component", "flatnet-agent").put("host", node);
    return event
        .put("reason", EventReasons.MASTER_MISSING)
        .put("message", message)
        .put("type", "Warning")
        .put("firstTimestamp", now.toString())
        .put("lastTimestamp", now.toString())
        .put("count", 1)
        .put("reportingComponent", "flatnet-agent")
        .put("reportingInstance", node);
  }
}
