package io.flatnet.controllers.diagnose;

import com.google.gson.JsonObject;
import com.google.gson.JsonSyntaxException;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.endpoint.PublishedAddress;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiServerStore;
import io.flatnet.controllers.store.Failures;
import io.flatnet.controllers.store.ObjectDecoder;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ObjectPage;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a cluster in pages, and of each object only what a diagnosis uses. Answers are not
 * compressed: between machines of one site that costs the API server more time than it saves. Safe
 * for use by many threads.
 */
public final class ClusterReader {
  /** Objects that are asked for at once. */
  static final int PAGE_SIZE = 5000;

  private static final Map<String, String> PLAIN = Map.of("Accept-Encoding", "identity");

  /** Of an object no more than its metadata; a server that does not know it sends all. */
  private static final Map<String, String> METADATA_ONLY =
      Map.of(
          "Accept-Encoding",
          "identity",
          "Accept",
          "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json");

  private static final String NOT_ENDED = "status.phase!=Succeeded,status.phase!=Failed";

  private final ApiCalls calls;
  private final Progress progress;

  /** Hears how far the reading is. */
  @FunctionalInterface
  public interface Progress {
    /** So many objects of a resource are read, of so many that there are; on any thread. */
    void read(String resource, long done, long total);
  }

  /** Reads by these calls. */
  public ClusterReader(ApiCalls calls, Progress progress) {
    this.calls = calls;
    this.progress = progress;
  }

  /** All subnets. */
  public List<FlatNetworkSubnet> subnets() throws ReadFailure {
    return list(
        ResourceType.FLAT_NETWORK_SUBNETS, "", ObjectDecoder.of(FlatNetworkSubnet.class), Map.of());
  }

  /** All FlatNetworkIPs, with what a diagnosis uses of them. */
  public List<FlatNetworkIP> addresses() throws ReadFailure {
    return list(ResourceType.FLAT_NETWORK_IPS, "", new AddressDecoder(), Map.of());
  }

  /**
   * The FlatNetworkIPs that say what is looked for. They alone are asked for where the API server
   * selects by it, which their definition asks for from Kubernetes 1.31 on; else all are read, and
   * also when none says a text that can be written in several ways in its canonical one.
   */
  public List<FlatNetworkIP> holders(AddressSearch search) throws ReadFailure {
    try {
      List<FlatNetworkIP> holders =
          read(
              ResourceType.FLAT_NETWORK_IPS,
              "",
              new AddressDecoder(),
              Map.of("fieldSelector", search.fieldSelector()),
              PLAIN);
      if (!holders.isEmpty() || search.isWrittenOneWay()) {
        return holders;
      }
    } catch (ApiException e) {
      if (e.getCode() != HttpURLConnection.HTTP_BAD_REQUEST) {
        throw failure(Failures.of(e, "list", ResourceType.FLAT_NETWORK_IPS.rbacName()));
      }
    }
    return addresses().stream().filter(search::isIn).toList();
  }

  /** The metadata of the pods that have not ended, of all namespaces when it is empty. */
  public List<V1Pod> pods(String namespace) throws ReadFailure {
    return pages(
        ResourceType.PODS,
        namespace,
        new PodMetadataDecoder(),
        Map.of("fieldSelector", NOT_ENDED),
        METADATA_ONLY);
  }

  /** The Services, of all namespaces when it is empty. */
  public List<V1Service> services(String namespace) throws ReadFailure {
    return list(ResourceType.SERVICES, namespace, ObjectDecoder.of(V1Service.class), Map.of());
  }

  /** The operator's EndpointSlices, of all namespaces when it is empty. */
  public List<V1EndpointSlice> slices(String namespace) throws ReadFailure {
    return list(
        ResourceType.ENDPOINT_SLICES,
        namespace,
        new SliceDecoder(),
        Map.of("labelSelector", PublishedAddress.ours()));
  }

  /** The names of all objects of a kind, of all namespaces when it is empty. */
  public <T extends KubernetesObject> List<ObjectKey> names(ResourceType<T> type, String namespace)
      throws ReadFailure {
    List<ObjectKey> names = new ArrayList<>();
    ObjectDecoder<V1Pod> metadata = new PodMetadataDecoder(); // metadata, all kinds have
    for (V1Pod named : pages(type, namespace, metadata, Map.of(), METADATA_ONLY)) {
      V1ObjectMeta read = named.getMetadata();
      if (read != null) {
        names.add(ObjectKey.of(read));
      }
    }
    return names;
  }

  /** The objects of a list that is not long, whole. */
  public <T extends KubernetesObject> List<T> select(
      ResourceType<T> type, String namespace, Map<String, String> query) throws ReadFailure {
    return list(type, namespace, ObjectDecoder.of(type.type()), query);
  }

  /** One object, whole; empty when there is none. */
  public <T extends KubernetesObject> Optional<T> get(ResourceType<T> type, ObjectKey key)
      throws ReadFailure {
    Outcome<T> outcome = new ApiServerStore<>(calls, type).get(key);
    return switch (outcome) {
      case Outcome.Done<T>(T object) -> Optional.of(object);
      case Outcome.NotFound<T> _ -> Optional.empty();
      case Outcome.Failure<T> failure -> throw failure(failure);
    };
  }

  /** When parts of an object were written; knows nothing of one that is not there. */
  public WriteTimes times(ResourceType<?> type, ObjectKey key) throws ReadFailure {
    try {
      return WriteTimes.of(
          calls.send(
              "GET", type.objectPath(key), Map.of(), null, "application/json", JsonObject.class));
    } catch (ApiException e) {
      Outcome<JsonObject> outcome = Failures.of(e, "get", type.rbacName());
      if (outcome instanceof Outcome.NotFound) {
        return WriteTimes.none();
      }
      throw failure(outcome);
    } catch (JsonSyntaxException | IllegalStateException e) {
      throw new ReadFailure(
          "cannot get " + type.rbacName() + ": the answer cannot be read: " + e.getMessage(), e);
    }
  }

  private <T extends KubernetesObject> List<T> list(
      ResourceType<T> type, String namespace, ObjectDecoder<T> decoder, Map<String, String> query)
      throws ReadFailure {
    return pages(type, namespace, decoder, query, PLAIN);
  }

  private <T> List<T> pages(
      ResourceType<?> type,
      String namespace,
      ObjectDecoder<T> decoder,
      Map<String, String> query,
      Map<String, String> headers)
      throws ReadFailure {
    try {
      return read(type, namespace, decoder, query, headers);
    } catch (ApiException e) {
      throw failure(Failures.of(e, "list", type.rbacName()));
    }
  }

  private <T> List<T> read(
      ResourceType<?> type,
      String namespace,
      ObjectDecoder<T> decoder,
      Map<String, String> query,
      Map<String, String> headers)
      throws ApiException, ReadFailure {
    List<T> objects = new ArrayList<>();
    Map<String, String> asked = new HashMap<>(query);
    asked.put("limit", Integer.toString(PAGE_SIZE));
    String path = type.collectionPath(namespace);
    while (true) {
      ObjectPage page;
      try {
        page = calls.list(path, asked, headers, decoder, objects::add);
      } catch (JsonSyntaxException | IllegalStateException e) {
        throw new ReadFailure(
            "cannot list " + type.rbacName() + ": the answer cannot be read: " + e.getMessage(), e);
      }
      int done = objects.size();
      if (page.next().isEmpty()) {
        progress.read(type.plural(), done, done);
        return objects;
      }
      if (page.remaining() > 0) {
        progress.read(type.plural(), done, done + page.remaining());
      }
      asked.put("continue", page.next());
    }
  }

  private static ReadFailure failure(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.NotFound<?>(String message) ->
          new ReadFailure(
              message + "; the API server has no such resource: apply the CRDs first", null);
      case Outcome.Forbidden<?>(String verb, String resource, String message) ->
          new ReadFailure(
              message + "; allow verb \"" + verb + "\" on \"" + resource + "\" to this user", null);
      case Outcome.Unavailable<?>(String message, Throwable cause) ->
          new ReadFailure(
              message + "; see whether the API server of the kubeconfig is there", cause);
      case Outcome.Failure<?> failure -> new ReadFailure(failure.message() + "; try again", null);
      case Outcome.Done<?> done ->
          throw new IllegalArgumentException("no failure: " + done.value());
    };
  }
}
