package io.flatnet.apiserver;

import static io.flatnet.apiserver.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.CreateOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The official client's own ways: generated calls, the generic API, informers. */
interface ClientContract {
  /** More than a machine takes that is busy with other tests. */
  ApiUnderTest api();

  private GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> configMaps() {
    return new GenericKubernetesApi<>(
        V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", api().client());
  }

  private static V1ConfigMap configMap(String namespace, String name, String value) {
    return new V1ConfigMap()
        .metadata(
            new V1ObjectMeta().namespace(namespace).name(name).labels(Map.of("test", "client")))
        .data(Map.of("value", value));
  }

  @Test
  default void informer_whenObjectsComeChangeAndGo_tellsItsHandler() throws Exception {
    String namespace = api().newNamespace();
    V1ConfigMap first =
        configMaps().create(configMap(namespace, "first", "1")).throwsApiException().getObject();
    Queue<String> events = new ConcurrentLinkedQueue<>();
    SharedInformerFactory factory = new SharedInformerFactory(api().client());
    try {
      SharedIndexInformer<V1ConfigMap> informer =
          factory.sharedIndexInformerFor(configMaps(), V1ConfigMap.class, 0, namespace);
      informer.addEventHandler(new Recorder(events));
      factory.startAllRegisteredInformers();
      await().until(informer::hasSynced);
      configMaps().create(configMap(namespace, "second", "1")).throwsApiException();
      first.setData(Map.of("value", "2"));
      configMaps().update(first).throwsApiException();
      configMaps().delete(namespace, "second").throwsApiException();

      // In order for each object; the informer's queue is one of objects, so not across them.
      awaitEvents(events, "second", "add second 1", "delete second 1");
      awaitEvents(events, "first", "add first 1", "update first 2");
      assertThat(informer.getIndexer().getByKey(namespace + "/first").getData())
          .containsEntry("value", "2");
      assertThat(informer.getIndexer().getByKey(namespace + "/first").getKind())
          .isEqualTo("ConfigMap");
    } finally {
      factory.stopAllRegisteredInformers(true);
    }
  }

  private static void awaitEvents(Queue<String> events, String name, String... expected) {
    await()
        .untilAsserted(
            () ->
                assertThat(events)
                    .filteredOn(event -> event.contains(name))
                    .containsExactly(expected));
  }

  /** Writes down what an informer says. */
  final class Recorder implements ResourceEventHandler<V1ConfigMap> {
    private final Queue<String> events;

    Recorder(Queue<String> events) {
      this.events = events;
    }

    @Override
    public void onAdd(V1ConfigMap object) {
      record("add", object);
    }

    @Override
    public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
      record("update", after);
    }

    @Override
    public void onDelete(V1ConfigMap object, boolean finalStateUnknown) {
      record("delete", object);
    }

    private void record(String what, V1ConfigMap object) {
      Map<String, String> data = object.getData() == null ? Map.of() : object.getData();
      events.add(
          what
              + " "
              + Objects.requireNonNull(object.getMetadata()).getName()
              + " "
              + data.get("value"));
    }
  }

  @Test
  default void genericApi_whenObjectIsCustom_createsUpdatesItsStatusAndDeletes() throws Exception {
    String namespace = api().newNamespace();
    DynamicKubernetesApi widgets =
        new DynamicKubernetesApi("contract.flatnet.io", "v1", "widgets", api().client());
    DynamicKubernetesObject created =
        widgets
            .create(
                namespace,
                new DynamicKubernetesObject(
                    JsonParser.parseString(Widgets.widget("w", json("{'size':1}")))
                        .getAsJsonObject()),
                new CreateOptions())
            .throwsApiException()
            .getObject();

    DynamicKubernetesObject updated =
        widgets
            .updateStatus(created, object -> JsonParser.parseString(json("{'phase':'Ready'}")))
            .throwsApiException()
            .getObject();
    assertThat(updated.getRaw().getAsJsonObject("status").get("phase").getAsString())
        .isEqualTo("Ready");
    assertThat(widgets.list(namespace).getObject().getItems()).hasSize(1);
    widgets.delete(namespace, "w").throwsApiException();
    assertThat(widgets.get(namespace, "w").getHttpStatusCode()).isEqualTo(404);
  }

  @Test
  default void generatedCalls_whenPodIsListedByNode_findItByFieldSelector() throws Exception {
    String namespace = api().newNamespace();
    api()
        .post(
            "/api/v1/namespaces/%s/pods".formatted(namespace),
            json(
                "{'metadata':{'name':'p'},'spec':{'nodeName':'node-a','containers':[{'name':'c','image':'i'}]}}"));
    CoreV1Api core = new CoreV1Api(api().client());

    var here = core.listNamespacedPod(namespace).fieldSelector("spec.nodeName=node-a").execute();
    var elsewhere = core.listNamespacedPod(namespace).fieldSelector("spec.nodeName=b").execute();

    assertThat(here.getItems()).hasSize(1);
    assertThat(elsewhere.getItems()).isEqualTo(List.of());
    assertThat(core.deleteNamespacedPod("p", namespace).execute().getMetadata())
        .extracting(V1ObjectMeta::getName)
        .isEqualTo("p");
  }
}
