package io.flatnet.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.controllers.namespace.NamespaceAction.Create;
import io.flatnet.controllers.namespace.NamespaceAction.None;
import io.flatnet.controllers.namespace.NamespaceAction.Repair;
import io.flatnet.ipam.IpPrefix;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamespacePlannerTest {
  private static final String CONFIG =
      "{\"cniVersion\":\"1.0.0\",\"type\":\"rancher-flat-network-cni\",\"dns\":{},"
          + "\"ipam\":{\"type\":\"static-ipam\"},\"flatNetwork\":{\"mtu\":1500,"
          + "\"clusterCIDR\":\"10.42.0.0/16\",\"serviceCIDR\":\"10.43.0.0/16\","
          + "\"arpPolicy\":\"arp_notify\",\"proxyARP\":false}}";

  private final NamespacePlanner planner = new NamespacePlanner(AttachmentSettings.DEFAULTS);

  private static V1Namespace namespace() {
    return new V1Namespace().metadata(new V1ObjectMeta().name("apps").uid("ns-1"));
  }

  private static V1OwnerReference owner(String kind, String name, String uid) {
    return new V1OwnerReference().apiVersion("v1").kind(kind).name(name).uid(uid);
  }

  private static NetworkAttachmentDefinition definition(String config, V1OwnerReference... owners) {
    return new NetworkAttachmentDefinition(
        new V1ObjectMeta()
            .namespace("apps")
            .name("rancher-flat-network")
            .uid("nad-1")
            .resourceVersion("7")
            .labels(Map.of("somebody's", "label"))
            .ownerReferences(List.of(owners)),
        config);
  }

  private JsonObject repair(NetworkAttachmentDefinition edited) {
    NamespaceAction action = planner.plan(namespace(), Optional.of(edited));
    assertThat(action).isInstanceOf(Repair.class);
    return JsonParser.parseString(((Repair) action).patch().json()).getAsJsonObject();
  }

  @Test
  void plan_whenThereIsNone_makesItAsTheContractSays() throws Exception {
    NamespaceAction action = planner.plan(namespace(), Optional.empty());

    assertThat(action).isInstanceOf(Create.class);
    NetworkAttachmentDefinition made = ((Create) action).definition();
    assertThat(made.getApiVersion()).isEqualTo("k8s.cni.cncf.io/v1");
    assertThat(made.getKind()).isEqualTo("NetworkAttachmentDefinition");
    assertThat(made.getMetadata().getNamespace()).isEqualTo("apps");
    assertThat(made.getMetadata().getName()).isEqualTo("rancher-flat-network");
    assertThat(made.getMetadata().getOwnerReferences())
        .containsExactly(owner("Namespace", "apps", "ns-1"));
    assertThat(made.config()).isEqualTo(CONFIG);
    PluginConfig understood = PluginConfig.parse(CONFIG.getBytes(StandardCharsets.UTF_8));
    assertThat(understood.mtuBytes()).isEqualTo(1500);
  }

  @Test
  void plan_whenDualStack_joinsTheCidrs() {
    AttachmentSettings settings =
        new AttachmentSettings(
            List.of(IpPrefix.parse("10.42.0.0/16"), IpPrefix.parse("fd00:42::/56")),
            List.of(IpPrefix.parse("10.43.0.0/16"), IpPrefix.parse("fd00:43::/112")),
            ArpPolicy.ARPING,
            true,
            0);

    JsonObject options = settings.config().getAsJsonObject("flatNetwork");

    assertThat(options.get("clusterCIDR").getAsString()).isEqualTo("10.42.0.0/16,fd00:42::/56");
    assertThat(options.get("serviceCIDR").getAsString()).isEqualTo("10.43.0.0/16,fd00:43::/112");
    assertThat(options.get("arpPolicy").getAsString()).isEqualTo("arping");
    assertThat(options.get("proxyARP").getAsBoolean()).isTrue();
    assertThat(options.get("mtu").getAsInt()).isZero();
  }

  @Test
  void plan_whenConfigIsTheSameInAnotherOrder_leavesIt() {
    JsonObject config = JsonParser.parseString(CONFIG).getAsJsonObject();
    JsonObject other = new JsonObject();
    config.keySet().stream()
        .sorted()
        .forEach(key -> other.add(key, Objects.requireNonNull(config.get(key))));
    String spaced = "  " + other.toString().replace(",", ",\n ");

    assertThat(
            planner.plan(
                namespace(), Optional.of(definition(spaced, owner("Namespace", "apps", "ns-1")))))
        .isInstanceOf(None.class);
  }

  @Test
  void plan_whenConfigWasEdited_repairsItAloneAtTheVersionThatWasRead() {
    V1OwnerReference own = owner("Namespace", "apps", "ns-1");
    for (String edited :
        new String[] {CONFIG.replace("1500", "9000"), "{", "", "null", "[]", "no json"}) {
      JsonObject patch = repair(definition(edited, own));

      assertThat(patch.getAsJsonObject("spec").get("config").getAsString()).isEqualTo(CONFIG);
      assertThat(patch.getAsJsonObject("metadata").keySet()).containsExactly("resourceVersion");
    }
  }

  @Test
  void plan_whenOwnerIsMissingOrOfAnEarlierNamespace_setsItAndKeepsOthers() {
    V1OwnerReference others = owner("ConfigMap", "theirs", "cm-1");
    JsonObject patch = repair(definition(CONFIG, owner("Namespace", "apps", "ns-0"), others));

    assertThat(patch.has("spec")).isFalse();
    assertThat(patch.getAsJsonObject("metadata").get("ownerReferences"))
        .isEqualTo(JSON.getGson().toJsonTree(List.of(others, owner("Namespace", "apps", "ns-1"))));
    assertThat(repair(definition(CONFIG)).getAsJsonObject("metadata").has("ownerReferences"))
        .isTrue();
  }

  @Test
  void plan_whenNamespaceIsBeingDeleted_doesNothing() {
    V1Namespace deleted = namespace();
    Objects.requireNonNull(deleted.getMetadata())
        .deletionTimestamp(OffsetDateTime.now(ZoneOffset.UTC));
    V1Namespace terminating = namespace().status(new V1NamespaceStatus().phase("Terminating"));
    for (V1Namespace leaving : List.of(deleted, terminating)) {
      assertThat(planner.plan(leaving, Optional.empty())).isInstanceOf(None.class);
      assertThat(planner.plan(leaving, Optional.of(definition("{}")))).isInstanceOf(None.class);
    }
  }

  @Test
  void plan_whenDefinitionIsBeingDeleted_waitsUntilItIsGone() {
    NetworkAttachmentDefinition leaving = definition("{}");
    leaving.getMetadata().deletionTimestamp(OffsetDateTime.now(ZoneOffset.UTC));

    assertThat(planner.plan(namespace(), Optional.of(leaving))).isInstanceOf(None.class);
  }

  @Test
  void slim_whenItIsSomebodyElses_keepsTheNameAlone() {
    NetworkAttachmentDefinition others =
        new NetworkAttachmentDefinition(
            new V1ObjectMeta().namespace("apps").name("theirs").annotations(Map.of("a", "b")),
            "{}");

    NetworkAttachmentDefinition slim = NamespaceControllers.slim(others);

    assertThat(slim.config()).isEmpty();
    assertThat(slim.getMetadata().getAnnotations()).isNull();
    assertThat(slim.getMetadata().getName()).isEqualTo("theirs");
    assertThat(NamespaceControllers.slim(definition(CONFIG)).config()).isEqualTo(CONFIG);
  }

  @Test
  void new_whenMtuIsOutOfBounds_isRefused() {
    assertThatThrownBy(
            () -> new AttachmentSettings(List.of(), List.of(), ArpPolicy.ARPING, false, 65_536))
        .hasMessageContaining("0 to 65535");
  }
}
