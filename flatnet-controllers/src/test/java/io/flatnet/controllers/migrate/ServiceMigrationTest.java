package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.controllers.service.TwinTemplate;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Service;
import org.junit.jupiter.api.Test;

/** What becomes of headless Services of the old system. */
class ServiceMigrationTest {
  private static final JsonObject ORIGINAL =
      OldObjects.json(
          """
          {"apiVersion": "v1", "kind": "Service",
           "metadata": {"namespace": "work", "name": "web", "uid": "u-web"},
           "spec": {"clusterIP": "10.43.0.7", "selector": {"app": "web"}, "type": "NodePort",
             "ports": [{"port": 80, "nodePort": 30080, "targetPort": "http", "protocol": "TCP"}]}}
          """);

  @Test
  void isOld_onlyOfTheOldSystemsOwn() {
    JsonObject old = OldObjects.oldService("web-macvlan");
    JsonObject other = old.deepCopy();
    Json.put(other, OldObjects.json("{}"), "metadata", "annotations");

    assertThat(ServiceMigration.isOld(old)).isTrue();
    assertThat(ServiceMigration.isOld(other)).isFalse();
    assertThat(ServiceMigration.isOld(OldObjects.oldService("web"))).isFalse();
    assertThat(ServiceMigration.isOld(OldObjects.oldService("-macvlan"))).isFalse();
    assertThat(ServiceMigration.isOld(ORIGINAL)).isFalse();
  }

  @Test
  void plan_besideItsOriginal_isTheControllersTwin() {
    Plan plan = ServiceMigration.plan(OldObjects.oldService("web-macvlan"), ORIGINAL);

    Change change = ((Plan.Write) plan).change();
    V1Service original = JSON.getGson().fromJson(ORIGINAL, V1Service.class);
    assertThat(change.after())
        .isEqualTo(JsonParser.parseString(JSON.serialize(TwinTemplate.of(original).orElseThrow())));
    assertThat(change.after().toString())
        .contains("\"name\":\"web-flat-network\"", "\"uid\":\"u-web\"", "app=web")
        .doesNotContain("nodePort", "static-macvlan");
    assertThat(Json.object(change.after(), "spec").has("selector")).isFalse();
  }

  @Test
  void plan_withoutOriginal_publishesByItself() {
    Plan plan = ServiceMigration.plan(OldObjects.oldService("web-macvlan"), null);

    assertThat(((Plan.Write) plan).change().after())
        .isEqualTo(
            OldObjects.json(
                """
                {"apiVersion": "v1", "kind": "Service",
                 "metadata": {"namespace": "work", "name": "web-flat-network",
                   "annotations": {"k8s.v1.cni.cncf.io/networks": "rancher-flat-network",
                     "flatnetwork.pandaria.io/selector": "app=web"}},
                 "spec": {"clusterIP": "None", "type": "ClusterIP", "ipFamilyPolicy": "PreferDualStack",
                   "ports": [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": 8080}]}}
                """));
  }

  @Test
  void plan_whenTheNameWouldBeTooLong_isAReason() {
    Plan plan = ServiceMigration.plan(OldObjects.oldService("x".repeat(51) + "-macvlan"), null);

    assertThat(((Plan.Skip) plan).reason()).contains("64 characters", "63");
  }
}
