package io.flatnet.operator;

import static io.flatnet.operator.AdmissionLab.json;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * A rule of admission, with an object on each side of it.
 *
 * @param name the object's name too
 * @param collection where objects of its kind are
 * @param base an object that is right, of which the others are changed forms
 * @param right one that the rule allows
 * @param wrong one that it forbids
 * @param says what the denial must say
 * @param verbs the ways in which the three can be asked for
 */
record AdmissionRule(
    String name,
    String collection,
    JsonObject base,
    JsonObject right,
    JsonObject wrong,
    String says,
    List<AdmissionVerb> verbs) {
  private static final List<AdmissionVerb> ALL = List.of(AdmissionVerb.values());
  private static final String SUBNETS =
      "/apis/flatnetwork.pandaria.io/v1/namespaces/cattle-flat-network/flatnetworksubnets";

  /** What the rules meet in the cluster: subnets, who holds addresses, and who keeps some. */
  static final String SCENE =
      """
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: low, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth9, vlan: 9, cidr: 10.9.0.0/24, ranges: [{from: 10.9.0.10, to: 10.9.0.19}]}
      ---
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: high, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth9, vlan: 9, cidr: 10.9.0.0/24, ranges: [{from: 10.9.0.50, to: 10.9.0.59}]}
      ---
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: net, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth5, vlan: 50, cidr: 10.50.0.0/24, gateway: 10.50.0.1}
      ---
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: ranged, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth6, vlan: 60, cidr: 10.60.0.0/24, ranges: [{from: 10.60.0.10, to: 10.60.0.20}]}
      ---
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: held, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth7, vlan: 70, cidr: 10.70.0.0/24}
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: holder
        namespace: default
        annotations: {flatnetwork.pandaria.io/subnet: net, flatnetwork.pandaria.io/ip: 10.50.0.200, flatnetwork.pandaria.io/mac: "02:00:00:00:02:00"}
      spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: none.invalid/c}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: holder-of-held
        namespace: default
        annotations: {flatnetwork.pandaria.io/subnet: held, flatnetwork.pandaria.io/ip: 10.70.0.200}
      spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: none.invalid/c}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: keeper, namespace: default}
      spec:
        replicas: 0
        selector: {matchLabels: {app: keeper}}
        template:
          metadata:
            labels: {app: keeper}
            annotations: {flatnetwork.pandaria.io/subnet: net, flatnetwork.pandaria.io/ip: 10.50.0.210}
          spec: {containers: [{name: c, image: none.invalid/c}]}
      """;

  @Override
  public String toString() {
    return name;
  }

  static Stream<AdmissionRule> all() {
    return Stream.of(subnets(), workloads(), kinds()).flatMap(rules -> rules);
  }

  // ---- subnets

  private static Stream<AdmissionRule> subnets() {
    return Stream.of(
        subnet("flat-mode", "'flatMode':'ipvlan'", "'flatMode':'bridge'", "spec.flatMode"),
        subnet("mode", "'mode':'vepa'", "'mode':'l3'", "spec.mode"),
        subnet(
            "flag",
            "'flatMode':'ipvlan','ipvlanFlag':'vepa'",
            "'ipvlanFlag':'vepa'",
            "spec.ipvlanFlag"),
        subnet("cidr", "'cidr':'10.8.1.0/25'", "'cidr':'10.8.1.0/33'", "spec.cidr"),
        subnet("gateway", "'gateway':'10.8.0.1'", "'gateway':'10.7.0.1'", "spec.gateway"),
        subnet(
            "range",
            range("10.8.0.9", "10.8.0.9"),
            range("10.8.0.9", "10.8.1.9"),
            "spec.ranges[0]"),
        subnet(
            "range-order",
            range("10.8.0.8", "10.8.0.9"),
            range("10.8.0.9", "10.8.0.8"),
            "spec.ranges[0]"),
        subnet("route", route("10.0.0.0/8"), route("10.0.0.0/x"), "spec.routes[0].dst"),
        subnet("vlan", "'vlan':4094", "'vlan':4095", "spec.vlan"),
        subnet("master", "'master':'bond0'", "'master':'a/b'", "spec.master"),
        subnet(
            "master-length",
            "'master':'abcdefghijklmno','vlan':0",
            "'master':'abcdefghijklmnop','vlan':0",
            "spec.master"),
        subnet(
            "one-mode",
            "'master':'eth9','vlan':9,'cidr':'10.8.0.0/24'",
            "'master':'eth9','vlan':9,'flatMode':'ipvlan'",
            "flatMode"),
        subnet(
            "overlap",
            "'master':'eth5','vlan':50,'cidr':'10.51.0.0/24'",
            "'master':'eth5','vlan':50,'cidr':'10.50.0.0/25'",
            "net"),
        subnet(
            "overlap-third",
            shared("10.9.0.20", "10.9.0.29"),
            shared("10.9.0.55", "10.9.0.65"),
            "high"),
        shrink());
  }

  private static String range(String from, String to) {
    return "'ranges':[{'from':'" + from + "','to':'" + to + "'}]";
  }

  private static String shared(String from, String to) {
    return "'master':'eth9','vlan':9,'cidr':'10.9.0.0/24'," + range(from, to);
  }

  private static String route(String destination) {
    return "'routes':[{'dev':'eth1','dst':'" + destination + "'}]";
  }

  private static AdmissionRule subnet(String name, String right, String wrong, String says) {
    String base = "'flatMode':'macvlan','master':'eth8','vlan':8,'cidr':'10.8.0.0/24'";
    return new AdmissionRule(
        name,
        SUBNETS,
        subnet(name, base),
        subnet(name, base, right),
        subnet(name, base, wrong),
        says,
        ALL);
  }

  /** Of the one subnet whose addresses are in use. */
  private static AdmissionRule shrink() {
    String base = "'flatMode':'macvlan','master':'eth7','vlan':70,'cidr':'10.70.0.0/24'";
    return new AdmissionRule(
        "held",
        SUBNETS,
        subnet("held", base),
        subnet("held", base, range("10.70.0.100", "10.70.0.200")),
        subnet("held", base, range("10.70.0.100", "10.70.0.199")),
        "10.70.0.200",
        List.of(AdmissionVerb.PATCH, AdmissionVerb.APPLY));
  }

  private static JsonObject subnet(String name, String... specs) {
    JsonObject spec = new JsonObject();
    for (String part : specs) {
      json("{" + part + "}")
          .entrySet()
          .forEach(field -> spec.add(field.getKey(), field.getValue()));
    }
    JsonObject object =
        json(
            "{'apiVersion':'flatnetwork.pandaria.io/v1','kind':'FlatNetworkSubnet','metadata':{"
                + "'name':'"
                + name
                + "','namespace':'cattle-flat-network'}}");
    object.add("spec", spec);
    return object;
  }

  // ---- workloads

  private static Stream<AdmissionRule> workloads() {
    return Stream.of(
        deployment("subnet-there", "net", "10.50.0.30", "", "nowhere", "10.50.0.30", "", "nowhere"),
        net("address-text", "10.50.0.31", "10.50.0.x", "10.50.0.x"),
        net("address-distinct", "10.50.0.32-10.50.0.33", "10.50.0.32-10.50.0.32", "distinct"),
        net("address-in-cidr", "10.50.0.34", "10.51.0.34", "10.51.0.34"),
        net("address-gateway", "10.50.0.2", "10.50.0.1", "gateway"),
        net("address-network", "10.50.0.35", "10.50.0.0", "10.50.0.0"),
        net("address-broadcast", "10.50.0.254", "10.50.0.255", "10.50.0.255"),
        deployment(
            "address-in-ranges",
            "ranged",
            "10.60.0.10",
            "",
            "ranged",
            "10.60.0.9",
            "",
            "10.60.0.9"),
        macs("mac-text", "02:00:00:00:00:36", "02:00:00:00:00", "mac"),
        macs("mac-multicast", "02:00:00:00:00:37", "01:00:00:00:00:37", "mac"),
        deployment(
            "mac-distinct",
            "net",
            "10.50.0.38-10.50.0.39",
            "02:00:00:00:00:38-02:00:00:00:00:39",
            "net",
            "10.50.0.38-10.50.0.39",
            "02:00:00:00:00:38-02-00-00-00-00-38",
            "distinct"),
        deployment(
            "mac-count",
            "net",
            "10.50.0.40-10.50.0.41",
            "02:00:00:00:00:40-02:00:00:00:00:41",
            "net",
            "10.50.0.40-10.50.0.41",
            "02:00:00:00:00:40",
            "mac"),
        net("address-reserved", "10.50.0.42", "10.50.0.210", "Deployment/default/keeper"),
        net("address-used", "10.50.0.43", "10.50.0.200", "default/holder"),
        macs("mac-used", "02:00:00:00:00:44", "02:00:00:00:02:00", "default/holder"));
  }

  private static AdmissionRule net(String name, String right, String wrong, String says) {
    return deployment(name, "net", right, "", "net", wrong, "", says);
  }

  private static AdmissionRule macs(String name, String right, String wrong, String says) {
    return deployment(name, "net", "auto", right, "net", "auto", wrong, says);
  }

  private static AdmissionRule deployment(
      String name,
      String subnet,
      String ip,
      String mac,
      String wrongSubnet,
      String wrongIp,
      String wrongMac,
      String says) {
    FlatKind kind = FlatKind.DEPLOYMENT;
    return new AdmissionRule(
        name,
        kind.collection(),
        kind.object(name, "net", "auto", ""),
        kind.object(name, subnet, ip, mac),
        kind.object(name, wrongSubnet, wrongIp, wrongMac),
        says,
        ALL);
  }

  // ---- kinds

  /** One rule for every other kind: each has its annotations at another place. */
  private static Stream<AdmissionRule> kinds() {
    return Stream.of(FlatKind.values())
        .filter(kind -> kind != FlatKind.DEPLOYMENT)
        .map(AdmissionRule::ofKind);
  }

  private static AdmissionRule ofKind(FlatKind kind) {
    String name = "kind-" + kind.plural();
    String address = "10.50.0." + (100 + List.of(FlatKind.values()).indexOf(kind));
    return new AdmissionRule(
        name,
        kind.collection(),
        kind.object(name, "net", "auto", ""),
        kind.object(name, "net", address, ""),
        kind.object(name, "net", "10.52.0.1", ""),
        "10.52.0.1",
        ALL.stream().filter(verb -> kind.canChange() || !verb.needsOld()).toList());
  }
}
