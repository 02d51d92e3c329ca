package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Objects of the old system: written by hand, and generated. */
final class OldObjects {
  private OldObjects() {}

  static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  /** A MacvlanSubnet as an API server sends it, with this spec. */
  static JsonObject subnet(String name, String spec) {
    return json(
        """
        {"apiVersion": "macvlan.cluster.cattle.io/v1", "kind": "MacvlanSubnet",
         "metadata": {"namespace": "kube-system", "name": "%s", "uid": "u-%s",
           "resourceVersion": "7", "labels": {"project": ""},
           "annotations": {"macvlan.panda.io/ipv6to4": "true", "team": "a"}},
         "spec": %s}
        """
            .formatted(name, name, spec));
  }

  /** A workload with this pod template's metadata; spec is that of a Deployment. */
  static JsonObject deployment(String templateMetadata) {
    return json(
        """
        {"apiVersion": "apps/v1", "kind": "Deployment",
         "metadata": {"namespace": "work", "name": "web", "uid": "u", "resourceVersion": "7",
           "labels": {"app": "web", "macvlan.panda.io/macvlanIpType": "auto"}},
         "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
           "template": {"metadata": %s, "spec": {"containers": [{"name": "c", "image": "i"}]}}}}
        """
            .formatted(templateMetadata));
  }

  /** A headless Service of the old system. */
  static JsonObject oldService(String name) {
    return json(
        """
        {"apiVersion": "v1", "kind": "Service",
         "metadata": {"namespace": "work", "name": "%s", "uid": "u-%s", "resourceVersion": "7",
           "annotations": {"k8s.v1.cni.cncf.io/networks": "static-macvlan-cni-attach"}},
         "spec": {"clusterIP": "None", "type": "ClusterIP", "selector": {"app": "web"},
           "ports": [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080}]}}
        """
            .formatted(name, name));
  }

  // ---- generated

  /** Texts that readers of YAML like to take for something else. */
  static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "true",
            "Yes",
            "off",
            "n",
            "~",
            "null",
            "1e3",
            "0x1F",
            "0777",
            "1_000",
            "12:30:45",
            "2001-01-01",
            ".5",
            ".inf",
            "-",
            "- a",
            "a: b",
            "a #b",
            "#c",
            "",
            " x ",
            "@a",
            "`b",
            "{a}",
            "[b]",
            "&a",
            "*a",
            "!t",
            "|",
            ">",
            "%d",
            "\"",
            "'",
            "\\",
            "a\nb",
            "\t",
            "<<",
            "=",
            "e\u0301",
            "\u2028",
            "\u00a0",
            "\u0085",
            "\uD83D\uDE00",
            "\u007f",
            "\ufeff",
            "---",
            "..."),
        Arbitraries.strings().ascii().ofMaxLength(12),
        Arbitraries.strings().alpha().numeric().withChars('.', '/', '-', ':').ofMaxLength(20));
  }

  /** Any JSON value as an API server can hold it, not deep. */
  static Arbitrary<JsonElement> values(int depth) {
    Arbitrary<JsonElement> scalars =
        Arbitraries.oneOf(
            texts().map(JsonPrimitive::new),
            Arbitraries.of(true, false).map(JsonPrimitive::new),
            Arbitraries.longs().map(JsonPrimitive::new),
            Arbitraries.of("0.5", "-1.25", "1e3", "2.5E-7", "123456789.125")
                .map(text -> JsonParser.parseString(text)));
    if (depth == 0) {
      return scalars;
    }
    return Arbitraries.frequencyOf(
        Tuple.of(3, scalars),
        Tuple.of(1, objects(depth - 1).map(object -> object)),
        Tuple.of(
            1,
            values(depth - 1)
                .list()
                .ofMaxSize(3)
                .map(
                    all -> {
                      var array = new JsonArray();
                      all.forEach(array::add);
                      return array;
                    })));
  }

  /** JSON objects with any member names. */
  static Arbitrary<JsonObject> objects(int depth) {
    return Arbitraries.maps(texts(), values(depth))
        .ofMaxSize(4)
        .map(
            members -> {
              JsonObject object = new JsonObject();
              members.forEach(object::add);
              return object;
            });
  }

  /** Subnets as the old rules accept them, with fields that nobody knows. */
  static Arbitrary<JsonObject> subnets() {
    Arbitrary<String> optional = Arbitraries.of("", "10.1.0.1");
    return Combinators.combine(
            Arbitraries.of("a", "b", "c", "office-1"),
            Arbitraries.of("eth0", "eth1", "bond0"),
            Arbitraries.of(0, 1, 100, 4094),
            Arbitraries.of("10.1.0.0/24", "10.1.0.7/24", "10.1.0.0/16", "10.1.0.0/30"),
            optional,
            Arbitraries.of("", "bridge", "vepa", "private", "passthru"),
            Arbitraries.of(
                "[]",
                "[{\"rangeStart\":\"10.1.0.2\",\"rangeEnd\":\"10.1.0.3\"}]",
                "[{\"rangeStart\":\"10.1.0.1\",\"rangeEnd\":\"10.1.0.2\"},{\"rangeStart\":\"10.1.0.2\",\"rangeEnd\":\"10.1.0.2\"}]"),
            objects(2))
        .as(
            (name, master, vlan, cidr, gateway, mode, ranges, other) -> {
              JsonObject subnet =
                  subnet(
                      name,
                      """
                      {"master": "%s", "vlan": %d, "cidr": "%s", "gateway": "%s", "mode": "%s",
                       "ranges": %s,
                       "routes": [{"dst": "192.168.0.0/16", "gw": "", "iface": "eth0"}, {"dst": "0.0.0.0/0", "gw": "10.1.0.1"}],
                       "podDefaultGateway": {"enable": true, "serviceCidr": "10.43.0.0/16"},
                       "ipDelayReuse": 30}
                      """
                          .formatted(master, vlan, cidr, gateway, mode, ranges));
              subnet.getAsJsonObject("spec").add("unknown", other);
              subnet.add("more", other.deepCopy());
              return subnet;
            });
  }
}
