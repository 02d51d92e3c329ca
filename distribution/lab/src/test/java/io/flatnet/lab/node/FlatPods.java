package io.flatnet.lab.node;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a cluster and its pods say of the flat network, in the namespace {@code default}. */
final class FlatPods {
  private final TestNode node;

  FlatPods(TestNode node) {
    this.node = node;
  }

  /** The id of the newest sandbox of a pod that runs; empty if there is none. */
  String sandbox(String pod) throws IOException {
    return node.exec(
            "sh",
            "-c",
            "ctr -n k8s.io containers ls -q 'labels.\"io.kubernetes.pod.name\"=="
                + pod
                + ",labels.\"io.cri-containerd.kind\"==sandbox' | while read -r id; do"
                + " ctr -n k8s.io task ls | grep -q \"^$id .*RUNNING\" && echo $id; done; true")
        .strip();
  }

  /** The running containers of a namespace, by pod, each with the time of its start. */
  Map<String, String> containers(String namespace) throws IOException {
    String path =
        "jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}"
            + " {.status.containerStatuses[0].containerID}"
            + " {.status.containerStatuses[0].state.running.startedAt}"
            + " {.status.containerStatuses[0].restartCount}{'\\n'}{end}";
    Map<String, String> containers = new TreeMap<>();
    node.kubectl("get", "pods", "-n", namespace, "-o", path)
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(fields -> containers.put(fields[0], fields[1]));
    return containers;
  }

  /** Lets every pod that has an address ping this one each second, until {@link #endPings}. */
  void beginPings(String to) throws IOException {
    for (String pod : addresses().keySet()) {
      node.kubectl("exec", pod, "--", "sh", "-c", "ping " + to + " >/tmp/pings 2>&1 &");
    }
  }

  /** What the pings say at their end, by pod: how many were sent and answered. */
  Map<String, String> endPings() throws IOException {
    String end = "killall -INT ping; until grep 'packet loss' /tmp/pings; do sleep 1; done";
    Map<String, String> said = new TreeMap<>();
    for (String pod : addresses().keySet()) {
      said.put(pod, node.kubectl("exec", pod, "--", "sh", "-c", end).strip());
    }
    return said;
  }

  String podAddress(String pod) throws IOException {
    return node.kubectl("get", "pod", pod, "-o", "jsonpath={.status.podIP}");
  }

  List<String> links(String pod) throws IOException {
    return node.kubectl("exec", pod, "--", "ls", "/sys/class/net").lines().toList();
  }

  Map<String, String> addresses() throws IOException {
    Map<String, String> addresses = new TreeMap<>();
    node.kubectl(
            "get",
            "flips",
            "-o",
            "jsonpath={range .items[*]}{.metadata.name} {.status.addr} {.status.phase}{'\\n'}{end}")
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(fields -> fields[2].equals("Active"))
        .forEach(fields -> addresses.put(fields[0], fields[1]));
    return addresses;
  }

  String another(Map<String, String> addresses, String address) {
    return addresses.values().stream()
        .filter(other -> !other.equals(address))
        .filter(other -> other.contains(":") == address.contains(":"))
        .findFirst()
        .orElseThrow();
  }

  String interfaceOf(String pod) throws IOException {
    return node.kubectl("exec", pod, "--", "ip", "addr", "show", "dev", "eth1");
  }

  void ping(String pod, String device, String to) throws IOException {
    node.kubectl("exec", pod, "--", "ping", "-c", "1", "-W", "5", "-I", device, to);
  }

  /** Labels are written after the address is Active: waits for it. */
  String label(String pod, String name) throws IOException {
    String path = "{.metadata.labels.flatnetwork\\.pandaria\\.io/" + name + "}";
    node.kubectl("wait", "pod/" + pod, "--for=jsonpath=" + path, "--timeout=30s");
    return node.kubectl("get", "pod", pod, "-o", "jsonpath=" + path);
  }

  /** Every pod pings every other one of its family over its second interface. */
  void pingEachOther() throws IOException {
    Map<String, String> addresses = addresses();
    for (String pod : addresses.keySet()) {
      for (String address : addresses.values()) {
        if (address.contains(":") == addresses.get(pod).contains(":")) {
          ping(pod, "eth1", address);
        }
      }
    }
  }

  /** The addresses of the pods whose names begin so. */
  List<String> addressesOf(Map<String, String> addresses, String prefix) {
    return addresses.entrySet().stream()
        .filter(pod -> pod.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .toList();
  }

  List<String> sliceAddresses(String service) throws IOException {
    return words(
        node.kubectl(
            "get",
            "endpointslices",
            "-l",
            "kubernetes.io/service-name=" + service,
            "-o",
            "jsonpath={range .items[*].endpoints[*]}{.addresses[0]} {end}"));
  }

  /** Of the Endpoints, beside which kubectl warns that they are deprecated. */
  List<String> endpointAddresses(String service) throws IOException {
    return words(
            node.kubectl(
                "get", "endpoints", service, "-o", "jsonpath={.subsets[*].addresses[*].ip}"))
        .stream()
        .filter(word -> word.matches("[0-9a-f]+[.:][0-9a-f.:]+"))
        .toList();
  }

  /** The Service that an Ingress sends to. */
  String ingressBackend(String ingress) throws IOException {
    return node.kubectl(
        "get",
        "ingress",
        ingress,
        "-o",
        "jsonpath={.spec.rules[0].http.paths[0].backend.service.name}");
  }

  /** The operator's pod that leads. */
  String leader(String namespace) throws IOException {
    String holder =
        node.kubectl(
            "get",
            "lease",
            "rancher-flat-network-operator",
            "-n",
            namespace,
            "-o",
            "jsonpath={.spec.holderIdentity}");
    return words(
            node.kubectl(
                "get",
                "pods",
                "-n",
                namespace,
                "-l",
                "app=rancher-flat-network-operator",
                "-o",
                "jsonpath={.items[*].metadata.name}"))
        .stream()
        .filter(holder::contains)
        .findFirst()
        .orElseThrow(() -> new IOException("no pod is the leader \"" + holder + "\""));
  }

  /** The one pod of a namespace with these labels. */
  String only(String namespace, String labels) throws IOException {
    List<String> names =
        words(
            node.kubectl(
                "get",
                "pods",
                "-n",
                namespace,
                "-l",
                labels,
                "-o",
                "jsonpath={.items[*].metadata.name}"));
    if (names.size() != 1) {
      throw new IOException("not one pod with the labels " + labels + ": " + names);
    }
    return names.getFirst();
  }

  /** The one pod with these labels on a node. */
  String onNode(String nodeName, String labels) throws IOException {
    return node.kubectl(
        "get",
        "pods",
        "-l",
        labels,
        "--field-selector=spec.nodeName=" + nodeName,
        "-o",
        "jsonpath={.items[0].metadata.name}");
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
