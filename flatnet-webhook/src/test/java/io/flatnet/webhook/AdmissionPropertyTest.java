package io.flatnet.webhook;

import static io.flatnet.webhook.FakeCluster.reserved;
import static io.flatnet.webhook.FakeCluster.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.flatnet.ipam.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every request. */
final class AdmissionPropertyTest {
  private static final String OWNERS =
      "[{'apiVersion':'batch/v1','kind':'CronJob','name':'nightly','controller':true}]";
  private static final JsonObject SUBNET =
      Requests.json(
          "{'metadata':{'namespace':'cattle-flat-network','name':'net','labels':{'a':'b'}},"
              + "'spec':{'flatMode':'macvlan','master':'eth0','vlan':0,'cidr':'10.0.0.0/24',"
              + "'ranges':[{'from':'10.0.0.5','to':'10.0.0.9'}],"
              + "'routes':[{'dev':'eth1','dst':'10.9.0.0/16','priority':7}]},"
              + "'status':{'usedIP':[{'from':'10.0.0.5','to':'10.0.0.6'}]}}");

  private static Admission admission() {
    return new Admission(
        new FakeCluster()
            .subnet("net", spec("10.0.0.0/24").withGateway("10.0.0.1"))
            .status("net", reserved("Deployment/default/db", "10.0.0.7"))
            .subnet("bad", spec("10.0.0.0/33"))
            .pod("net", "db-1", "Deployment/default/db", "10.0.0.8", "02:00:00:00:00:0a")
            .cronJob("nightly"));
  }

  /** An object and its kind. */
  record Sample(String kind, JsonObject object) {}

  @Provide
  static Arbitrary<Sample> samples() {
    Arbitrary<String> kind =
        Arbitraries.of("Deployment", "DaemonSet", "StatefulSet", "Job", "CronJob", "Pod");
    Arbitrary<String> subnet = Arbitraries.of("net", "bad", "lost", "", "../x", " net ");
    Arbitrary<String> ip =
        list(
            "10.0.0.7", "10.0.0.8", "10.0.0.9", "10.0.0.1", "10.0.1.7", "x", "", "auto", "fd00::1");
    Arbitrary<String> mac =
        list("02:00:00:00:00:0a", "02:00:00:00:00:0b", "03:00:00:00:00:01", "zz", "", "auto");
    return Combinators.combine(kind, subnet, ip, mac, Arbitraries.of(true, false))
        .as(
            (k, s, i, m, owned) -> {
              JsonObject object = Requests.object(k, Requests.annotations(s, i, m));
              return new Sample(
                  k, owned ? Requests.with(object, "metadata.ownerReferences", OWNERS) : object);
            });
  }

  private static Arbitrary<String> list(String... elements) {
    return Arbitraries.of(elements).list().ofMaxSize(3).map(some -> String.join("-", some));
  }

  @Property
  void update_whenNothingChanges_isAllowed(@ForAll("samples") Sample sample) {
    assertThat(
            admission()
                .judge(Requests.update(sample.kind(), sample.object(), sample.object().deepCopy())))
        .isInstanceOf(Verdict.Allowed.class);
  }

  /** So it is for what was let in while nobody judged, whatever the update adds to the labels. */
  @Property
  void update_whenItTakesOutWhatIsWrong_isAllowed(@ForAll("samples") Sample sample) {
    JsonObject none = Requests.object(sample.kind(), new JsonObject());
    assertThat(admission().judge(Requests.update(sample.kind(), sample.object(), none)))
        .isInstanceOf(Verdict.Allowed.class);
  }

  @Property
  void update_whenItWasRightBefore_isDeniedAsACreateIs(@ForAll("samples") Sample sample) {
    JsonObject none = Requests.object(sample.kind(), new JsonObject());
    assertThat(admission().judge(Requests.update(sample.kind(), none, sample.object())).getClass())
        .isEqualTo(admission().judge(Requests.creation(sample.kind(), sample.object())).getClass());
  }

  @Property
  void create_whenDenied_namesAPathThatIsThere(@ForAll("samples") Sample sample) {
    if (admission().judge(Requests.creation(sample.kind(), sample.object()))
        instanceof Verdict.Denied denied) {
      assertThat(denied.message()).contains("default/web");
      for (Finding finding : denied.findings()) {
        assertThat(find(sample.object(), finding.field())).as(finding.field()).isNotNull();
      }
    }
  }

  private static JsonElement find(JsonObject object, String path) {
    int entry = path.indexOf('[');
    JsonObject at = object;
    for (String field : path.substring(0, entry).split("\\.", -1)) {
      at = at.getAsJsonObject(field);
    }
    return at.get(path.substring(entry + 1, path.indexOf(']')));
  }

  /** Any sort of JSON in place of a part of an object. */
  @Provide
  static Arbitrary<JsonElement> junk() {
    return Arbitraries.of(
        JsonNull.INSTANCE,
        new JsonPrimitive(true),
        new JsonPrimitive("x"),
        new JsonPrimitive(""),
        new JsonPrimitive(-1),
        JsonParser.parseString("1e999999999"),
        JsonParser.parseString("99999999999999999999"),
        new JsonArray(),
        JsonParser.parseString("[null,1,{\"controller\":\"yes\"}]"),
        new JsonObject(),
        JsonParser.parseString("{\"a\":{\"b\":[[]]}}"));
  }

  @Property
  void judge_whenPartOfAWorkloadIsJunk_hasAVerdict(
      @ForAll("samples") Sample sample, @ForAll int where, @ForAll("junk") JsonElement junk) {
    JsonObject broken = replaced(sample.object(), where, junk);
    Admission admission = admission();
    assertThat(admission.judge(Requests.creation(sample.kind(), broken))).isNotNull();
    assertThat(admission.judge(Requests.update(sample.kind(), broken, broken.deepCopy())))
        .isInstanceOf(Verdict.Allowed.class);
  }

  @Property
  void judge_whenPartOfASubnetIsJunk_hasAVerdict(
      @ForAll int where, @ForAll("junk") JsonElement junk) {
    JsonObject broken = replaced(SUBNET, where, junk);
    Admission admission = admission();
    assertThat(admission.judge(Requests.creation("FlatNetworkSubnet", broken))).isNotNull();
    assertThat(admission.judge(Requests.update("FlatNetworkSubnet", broken, broken.deepCopy())))
        .isInstanceOf(Verdict.Allowed.class);
    assertThat(admission.judge(Requests.update("FlatNetworkSubnet", SUBNET, broken))).isNotNull();
    assertThat(admission.judge(Requests.update("FlatNetworkSubnet", broken, SUBNET))).isNotNull();
  }

  /** The object with one of its parts replaced. */
  private static JsonObject replaced(JsonObject object, int where, JsonElement junk) {
    JsonObject copy = object.deepCopy();
    List<Runnable> places = new ArrayList<>();
    collect(copy, junk, places);
    places.get(Math.floorMod(where, places.size())).run();
    return copy;
  }

  private static void collect(JsonElement element, JsonElement junk, List<Runnable> places) {
    switch (element) {
      case JsonObject object -> {
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
          places.add(() -> object.add(entry.getKey(), junk));
          collect(entry.getValue(), junk, places);
        }
      }
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          int index = i;
          places.add(() -> array.set(index, junk));
          collect(array.get(i), junk, places);
        }
      }
      default -> {}
    }
  }
}
