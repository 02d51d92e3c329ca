package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.api.FlatNetworkIP;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // what a test set is there
class ObjectPageTest {
  private static final String PAGE =
      "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\","
          + "\"continue\":\"more\",\"remainingItemCount\":3},\"items\":["
          + "{\"metadata\":{\"namespace\":\"n\",\"name\":\"a\",\"managedFields\":[{\"manager\":\"m\"}]},"
          + "\"spec\":{\"type\":\"ClusterIP\",\"ports\":[{\"port\":80,\"targetPort\":\"http\"}]}},"
          + "{\"metadata\":{\"namespace\":\"n\",\"name\":\"b\"}}]}";

  private final List<KubernetesObject> objects = new ArrayList<>();

  private <T extends KubernetesObject> ObjectPage read(String json, Class<T> type)
      throws IOException {
    return ObjectPage.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        ObjectDecoder.of(type),
        objects::add);
  }

  private List<String> names() {
    return objects.stream().map(object -> object.getMetadata().getName()).toList();
  }

  @Test
  void read_ofOurObjects_givesEachAndWhereToGoOn() throws IOException {
    assertThat(read(PAGE, FlatNetworkIP.class)).isEqualTo(new ObjectPage("7", "more", 3));
    assertThat(names()).containsExactly("a", "b");
    assertThat(objects.getFirst().getMetadata().getManagedFields()).isNullOrEmpty();
  }

  @Test
  void read_ofTheClientsObjects_givesEach() throws IOException {
    read(PAGE, V1Service.class);

    V1Service first = (V1Service) objects.getFirst();
    assertThat(names()).containsExactly("a", "b");
    assertThat(first.getMetadata().getManagedFields()).isNullOrEmpty();
    assertThat(first.getSpec().getPorts().getFirst().getPort()).isEqualTo(80);
    assertThat(first.getSpec().getPorts().getFirst().getTargetPort().getStrValue())
        .isEqualTo("http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":null}",
        "{\"items\":[],\"metadata\":{\"resourceVersion\":\"7\",\"continue\":null}}"
      })
  void read_ofAnEmptyList_isTheLastPage(String json) throws IOException {
    assertThat(read(json, FlatNetworkIP.class)).isEqualTo(new ObjectPage("7", "", 0));
    assertThat(objects).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"page\"", "{\"kind\":\"Status\",\"metadata\":{}}", ""})
  void read_ofWhatIsNoList_fails(String json) {
    assertThatThrownBy(() -> read(json, FlatNetworkIP.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a list");
  }

  /** A list that leaves out an object says that the object is gone. */
  @Test
  void read_whenTheAnswerEndsAnywhere_fails() {
    for (int end = 0; end < PAGE.length(); end++) {
      String part = PAGE.substring(0, end);
      assertThatThrownBy(() -> read(part, FlatNetworkIP.class)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> read(part, V1Service.class)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void read_whenAnObjectCannotBeRead_fails() {
    String odd = PAGE.replace("\"name\":\"b\"", "\"name\":{}");

    assertThatThrownBy(() -> read(odd, FlatNetworkIP.class)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(odd, V1Service.class)).isInstanceOf(IOException.class);
  }
}
