package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.Fault;
import io.flatnet.controllers.diagnose.FaultKind;
import io.flatnet.controllers.diagnose.Inspection;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.yaml.snakeyaml.Yaml;

/**
 * What the verbs that look say of a shop in which all is well, and of one that was damaged on
 * purpose. No operator runs.
 */
abstract class InspectContract {
  /** A new API server without CRDs. */
  abstract Path kubeconfig() throws Exception;

  /** Whether the definition lets the API server select FlatNetworkIPs by their addresses. */
  abstract boolean isSelectable();

  private ShopScene shop() throws Exception {
    ShopScene shop = new ShopScene(kubeconfig());
    shop.found();
    shop.open();
    return shop;
  }

  private Tool run(String... words) throws Exception {
    return Tool.run(kubeconfig(), words);
  }

  /** Compares with a file, where the API server is one of which files were made. */
  void golden(String name, String text) throws Exception {
    assertThat(text).as(name).isNotEmpty();
  }

  /** As the command does it, an hour from now, and without waiting between two looks. */
  private static List<Fault> faults(ShopScene shop) throws Exception {
    return new Inspection(
            new ClusterReader(shop.calls(), (resource, done, total) -> {}),
            InstantSource.offset(InstantSource.system(), Duration.ofHours(1)),
            () -> {})
        .run()
        .faults();
  }

  @Test
  void verbs_whenAllIsWell_sayWhatThereIs() throws Exception {
    shop();
    for (String format : List.of("table", "json", "yaml")) {
      for (String[] words :
          new String[][] {
            {"pools"},
            {"who", "10.10.0.20"},
            {"why", "web-1", "-n", "shop"},
            {"check"},
            {"map", "lab"}
          }) {
        String[] line = Arrays.copyOf(words, words.length + 2);
        line[words.length] = "-o";
        line[words.length + 1] = format;
        Tool tool = run(line);

        assertThat(tool.err()).as(words[0]).isEmpty();
        assertThat(tool.code()).as(words[0] + tool.out()).isZero();
        assertParses(format, tool.out());
        golden(words[0] + "." + format, tool.out());
      }
    }
  }

  private static void assertParses(String format, String text) {
    if (format.equals("json")) {
      assertThat(JsonParser.parseString(text).isJsonObject()).isTrue();
    } else if (format.equals("yaml")) {
      Object tree = new Yaml().load(text);
      assertThat(tree).isInstanceOf(Map.class);
    }
  }

  @Test
  void who_whenSeveralHaveIt_namesAllWhetherTheServerSelectsOrNot() throws Exception {
    ShopScene shop = new ShopScene(kubeconfig());
    if (isSelectable()) {
      shop.foundSelectable();
    } else {
      shop.found();
    }
    shop.open();
    shop.address(shop.pod("thief", "thief", null), "10.10.0.10", "02:00:00:00:00:11");
    FlatNetworkIP loud = shop.claim(shop.pod("loud", "loud", null));
    ShopScene.value(
        shop.store()
            .addresses()
            .updateStatus(
                loud.withStatus(
                    loud.status().withAddr("FD00:10:0::20").withMac("02-00-00-00-00-AB"))));

    assertThat(run("who", "10.10.0.10").out()).contains("shop/web-1", "shop/thief");
    assertThat(run("who", "02:00:00:00:00:11").out()).contains("shop/web-2", "shop/thief");
    assertThat(run("who", "fd00:10::20").out()).contains("shop/loud");
    assertThat(run("who", "02:00:00:00:00:ab").out()).contains("shop/loud");
    assertThat(run("who", "10.10.0.12").out()).contains("it is free");
  }

  @Test
  void map_asSvg_isXmlWithACellForEachRun() throws Exception {
    shop();

    Tool tool = run("map", "lab", "-o", "svg");

    assertThat(tool.code()).isZero();
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(tool.out())));
    assertThat(document.getElementsByTagName("rect").getLength()).isGreaterThan(6);
    assertThat(tool.out()).contains("prefers-color-scheme: dark", "10.10.0.10-10.10.0.11: used");
    golden("map.svg", tool.out());
  }

  @Test
  void check_whenClusterIsDamaged_namesEachDamage() throws Exception {
    ShopScene shop = shop();
    assertThat(faults(shop)).isEmpty();

    shop.address(
        shop.pod("web-thief", "thief", null), "10.10.0.10", "02:00:00:00:00:99"); // a duplicate
    shop.ledger(
        ShopScene.SUBNET,
        "10.10.0.10",
        "10.10.0.11",
        "10.10.0.20",
        "10.10.0.55",
        "10.10.0.60",
        "10.10.0.61"); // 55 leaks
    V1Pod gone = shop.pod("gone", "gone", null);
    shop.address(gone, "10.10.0.60", "02:00:00:00:00:60");
    shop.deletePod("gone"); // an orphan
    shop.publishToo("10.10.0.77", gone); // a stale slice
    V1Pod stuck = shop.pod("stuck", "stuck", null);
    FlatNetworkIP kept = shop.address(stuck, "10.10.0.61", "02:00:00:00:00:61");
    shop.deletePod("stuck");
    shop.store().addresses().delete(ObjectKey.of(kept), Metadata.uid(kept)); // a stuck finalizer

    assertThat(faults(shop))
        .extracting(Fault::kind, Fault::object)
        .containsExactly(
            tuple(FaultKind.DUPLICATE_ADDRESS, "FlatNetworkIP shop/web-thief"),
            tuple(FaultKind.LEAKED_ADDRESS, "FlatNetworkSubnet lab"),
            tuple(FaultKind.ORPHAN, "FlatNetworkIP shop/gone"),
            tuple(FaultKind.STALE_ENDPOINT, "EndpointSlice shop/web-flat-abcde"),
            tuple(FaultKind.STUCK_FINALIZER, "FlatNetworkIP shop/stuck"));
    Tool check = run("check");
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out())
        .contains(
            "10.10.0.10 on eth0.0 is held by shop/web-1, shop/web-thief",
            "its ledger has 10.10.0.55, and no FlatNetworkIP does",
            "its pod is gone, and it holds 10.10.0.60",
            "it publishes 10.10.0.77 for pod shop/gone");
    golden("check-damaged.table", check.out());
    Tool who = run("who", "10.10.0.10");
    assertThat(who.out()).contains("shop/web-1", "shop/web-thief");
    assertThat(run("who", "10.10.0.60").out()).contains("shop/gone", "gone");
    assertThat(run("who", "10.10.0.55").out()).contains("the ledger has it");
  }

  @Test
  void why_whenAPodWaits_saysForWhatAndWhatToDo() throws Exception {
    ShopScene shop = shop();
    V1Pod fresh = shop.pod("fresh", "fresh", null);

    Tool none = run("why", "pod/fresh", "-n", "shop");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.out()).contains("there is no FlatNetworkIP yet", "next: no operator leads");
    golden("why-no-object.table", none.out());

    FlatNetworkIP claim = shop.claim(fresh);
    String refusal = "cannot give an address of subnet \"lab\": none is free; delete pods";
    FlatNetworkIP failed =
        ShopScene.value(
            shop.store()
                .addresses()
                .updateStatus(
                    claim.withStatus(
                        claim.status().withPhase("Failed").withFailureMessage(refusal))));
    shop.event(fresh, EventReasons.IP_ERROR, refusal);
    Tool refused = run("why", "fresh", "-n", "shop");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).contains("ledger", refusal, "Warning FlatNetworkIPError");
    golden("why-refused.table", refused.out());

    ShopScene.value(
        shop.store()
            .addresses()
            .updateStatus(
                failed.withStatus(
                    failed
                        .status()
                        .withPhase("Pending")
                        .withFailureMessage(null)
                        .withAddr("10.10.0.30"))));
    shop.ledger(ShopScene.SUBNET, "10.10.0.10", "10.10.0.11", "10.10.0.20", "10.10.0.30");
    Tool pending = run("why", "fresh", "-n", "shop");
    assertThat(pending.out()).contains("interface", "the kubelet of node \"node-1\"");
    golden("why-pending.table", pending.out());

    Tool set = run("why", "statefulset/db", "-n", "shop", "-ojson");
    assertThat(set.code()).as(set.err()).isZero();
    JsonObject tree = JsonParser.parseString(set.out()).getAsJsonObject();
    assertThat(tree.get("workload").getAsString()).isEqualTo("StatefulSet/shop/db");
    assertThat(tree.get("template").getAsString()).contains("3 named addresses", "1 pod");
    assertThat(tree.getAsJsonArray("pods")).hasSize(1);
  }

  @Test
  void why_whenClusterIsDamaged_saysWhatIsWrongWithThePod() throws Exception {
    ShopScene shop = shop();
    shop.ledger(ShopScene.SUBNET, "10.10.0.10", "10.10.0.20");

    Tool lost = run("why", "web-2", "-n", "shop");

    assertThat(lost.code()).isEqualTo(1);
    assertThat(lost.out()).contains("10.10.0.11 is not in the ledger");
    shop.ledger(ShopScene.SUBNET, "10.10.0.10", "10.10.0.11", "10.10.0.20");
    FlatNetworkIP kept = shop.get(ResourceType.FLAT_NETWORK_IPS, "web-2");
    shop.deletePod("web-2");
    shop.pod("web-2", "web", null);
    assertThat(run("why", "web-2", "-n", "shop").out())
        .contains("the one of an earlier pod of this name has to go first");
    assertThat(kept.status().getAddr()).isEqualTo("10.10.0.11");
  }

  @Test
  void verbs_whenNothingIsFound_sayWhatIsClose() throws Exception {
    shop();

    assertSays(1, "close to it is web-1, web-2", "why", "web-3", "-n", "shop");
    assertSays(
        1, "there is one in namespace shop; name it with -n", "why", "web-1", "-n", "default");
    assertSays(1, "close to it is lab", "map", "lba");
    assertSays(2, "must be a pod, deployment", "why", "secret/x", "-n", "shop");
    assertSays(2, "neither an address nor a MAC", "who", "web-1");
    assertSays(2, "only map can", "pools", "-o", "svg");
    assertSays(2, "Invalid value for option '--output'", "pools", "-o", "xml");
    Tool nobody = run("who", "192.0.2.1");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.out())
        .contains("192.0.2.1 is in no subnet; the subnets are 10.10.0.0/24, fd00:10::/64");
  }

  @Test
  void verbs_whenCrdsAreAbsent_sayToApplyThem() throws Exception {
    for (String[] words :
        new String[][] {{"pools"}, {"who", "10.0.0.1"}, {"check"}, {"map", "lab"}}) {
      assertSays(2, "apply the CRDs", words);
    }
  }

  void assertSays(int code, String said, String... words) throws Exception {
    Tool tool = run(words);
    assertThat(tool.err()).contains(said).doesNotContain("\tat ");
    assertThat(tool.code()).isEqualTo(code);
    assertThat(tool.out()).isEmpty();
  }
}
