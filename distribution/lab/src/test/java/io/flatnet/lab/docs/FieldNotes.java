package io.flatnet.lab.docs;

import io.flatnet.api.CustomResources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the schemas leave to the operator and the webhook: defaults and bounds. */
final class FieldNotes {
  private static final String REQUIRED = "required";
  private static final String ANNOTATION = "the pod's annotation's";
  private static final String NONE = "none";
  private static final String NETWORK = "the network's family, inside `cidr`";

  /** What the operator has given to a pod of {@code docs/macvlan/12-deployment-list.yaml}. */
  static final String CLAIM =
      """
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkIP
      metadata:
        name: legacy-b4361394-gplw5
        namespace: default
      spec:
        subnet: macvlan-ipv4
        addrs: [10.10.0.200, 10.10.0.201]
        macs: ["02:00:0a:0a:00:c8", "02:00:0a:0a:00:c9"]
        podId: 6f0d2a0e-5f0c-4a4e-9d31-0d8e5f6f2b11
      status:
        phase: Active
        addr: 10.10.0.200
        mac: 02:00:0a:0a:00:c8
        allocatedTimeStamp: "2026-01-01T10:00:00Z"
      """;

  private static final Map<String, Note> SUBNET = new LinkedHashMap<>();
  private static final Map<String, Note> CLAIMS = new LinkedHashMap<>();

  private FieldNotes() {}

  /**
   * What is said of a field.
   *
   * @param usual its default, or that it is required
   * @param bounds which values it may have
   * @param beyond values as JSON that the webhook refuses, one for each bound
   */
  record Note(String usual, String bounds, List<String> beyond) {}

  static {
    subnet("spec.flatMode", REQUIRED, "`macvlan`, `ipvlan`", "\"bridge\"", "null");
    subnet(
        "spec.master",
        REQUIRED,
        "1 to 15 bytes, with `.VLAN` too; no `/`, `:`, white space or control character",
        "\"a-name-of-16-byt\"",
        "\"eth/0\"",
        "null");
    subnet("spec.vlan", "0", "0 to 4094", "-1", "4095");
    subnet(
        "spec.cidr",
        REQUIRED,
        "an IPv4 or IPv6 network with its length",
        "\"10.10.0.0/33\"",
        "null");
    subnet(
        "spec.mode",
        "`bridge` of macvlan, `l2` of ipvlan",
        "macvlan: `bridge`, `vepa`, `private`, `passthru`; ipvlan: `l2`, `l3`, `l3s`",
        "\"l2\"");
    subnet(
        "spec.ipvlanFlag",
        "`bridge` of ipvlan",
        "ipvlan: `bridge`, `private`, `vepa`; macvlan: none",
        "\"bridge\"");
    subnet(
        "spec.gateway",
        NONE,
        NETWORK + "; of a /32 or /128 anywhere",
        "\"10.99.0.1\"",
        "\"fd00::1\"");
    subnet("spec.ranges", "the whole network", "closed, inside `cidr`");
    subnet(
        "spec.ranges[].from", REQUIRED, NETWORK, "[{\"from\":\"10.99.0.1\",\"to\":\"10.10.0.9\"}]");
    subnet(
        "spec.ranges[].to",
        REQUIRED,
        NETWORK + ", not below `from`",
        "[{\"from\":\"10.10.0.9\",\"to\":\"10.10.0.8\"}]",
        "[{\"from\":\"10.10.0.9\"}]");
    subnet("spec.routes", NONE, "");
    subnet(
        "spec.routes[].dev",
        REQUIRED,
        "a name of an interface, as `master`",
        "[{\"dst\":\"10.20.0.0/16\"}]");
    subnet("spec.routes[].dst", REQUIRED, "a network of either family", "[{\"dev\":\"eth1\"}]");
    subnet(
        "spec.routes[].src",
        "the kernel's choice",
        "an address of the family of `dst`",
        "[{\"dev\":\"eth1\",\"dst\":\"10.20.0.0/16\",\"src\":\"fd00::1\"}]");
    subnet(
        "spec.routes[].via",
        "the gateway where it is of the family of `dst`, else on-link",
        "an address of the family of `dst`",
        "[{\"dev\":\"eth1\",\"dst\":\"10.20.0.0/16\",\"via\":\"fd00::1\"}]");
    subnet(
        "spec.routes[].priority",
        "the kernel's",
        "0 to 2147483647",
        "[{\"dev\":\"eth1\",\"dst\":\"10.20.0.0/16\",\"priority\":-1}]");
    subnet("spec.routeSettings", NONE, "");
    for (String setting :
        List.of(
            "addClusterCIDR",
            "addServiceCIDR",
            "addNodeCIDR",
            "addPodIPToHost",
            "flatNetworkDefaultGateway")) {
      subnet("spec.routeSettings." + setting, "`false`", "", "{\"" + setting + "\":\"yes\"}");
    }
    subnet("status.phase", "", "`Active`, `Failed`");
    subnet("status.usedIP", "", "at most 1,024");
    for (String field :
        List.of(
            "failureMessage",
            "gateway",
            "usedIP[].from",
            "usedIP[].to",
            "usedIPCount",
            "usedMac",
            "reservedIP",
            "reservedIP{}[].from",
            "reservedIP{}[].to",
            "ledger",
            "usedIPTruncated")) {
      subnet("status." + field, "", "");
    }
    CLAIMS.put("spec.subnet", note(ANNOTATION, "a name in namespace `cattle-flat-network`"));
    CLAIMS.put("spec.addrs", note(ANNOTATION, "addresses of the subnet"));
    CLAIMS.put("spec.macs", note(ANNOTATION, "no multicast, not all zeros"));
    CLAIMS.put("spec.podId", note("the pod's", ""));
    CLAIMS.put("status.phase", note("", "`Pending`, `Active`, `Failed`"));
    for (String field : List.of("failureMessage", "addr", "mac", "allocatedTimeStamp")) {
      CLAIMS.put("status." + field, note("", ""));
    }
  }

  private static void subnet(String path, String usual, String bounds, String... beyond) {
    SUBNET.put(path, new Note(usual, bounds, List.of(beyond)));
  }

  private static Note note(String usual, String bounds) {
    return new Note(usual, bounds, List.of());
  }

  /** All notes of a resource by the field's path. */
  static Map<String, Note> all(CustomResources resource) {
    return resource == CustomResources.SUBNETS ? SUBNET : CLAIMS;
  }

  /** The note of a field; an empty one where there is none, which a test tells. */
  static Note of(CustomResources resource, String path) {
    return all(resource).getOrDefault(path, note("", ""));
  }
}
