package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.ipam.MacAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The scenario of most kernel tests: a node with one Ethernet link, {@code eth0}, whose other end
 * {@code wire0} is in a third namespace, and an empty pod. Nothing of it touches the namespace that
 * the tests run in, and all of it goes with {@link #close}.
 */
final class PodOnWire implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final NetworkNamespace node = NetworkNamespace.create();
  final NetworkNamespace pod = NetworkNamespace.create();
  final NetworkNamespace wire = NetworkNamespace.create();
  final Netlink ofNode = Netlink.open(node);
  final Netlink ofPod = Netlink.open(pod);
  final Netlink ofWire = Netlink.open(wire);
  final Link eth0;
  final Link wire0;

  PodOnWire() {
    Link made = ofNode.links().create(LinkRequest.veth("eth0", "wire0").withMtu(1500).withUp());
    ofNode.links().moveTo(ofNode.links().get("wire0").index(), wire);
    wire0 = ofWire.links().get("wire0");
    ofWire.links().setUp(wire0.index());
    eth0 = ofNode.links().get(made.index());
  }

  static MacAddress mac(String text) {
    return MacAddress.parse(text);
  }

  /** A macvlan of the node's link in the pod, up. */
  Link macvlan(String name, String mac) {
    ofNode
        .links()
        .createIn(
            pod,
            LinkRequest.macvlan(name, eth0.index(), MacvlanMode.BRIDGE).withMac(mac(mac)).withUp());
    return ofPod.links().get(name);
  }

  /** What {@code ip -j} says inside a namespace: the independent witness. */
  static JsonNode ip(NetworkNamespace namespace, String... arguments) {
    List<String> command = new ArrayList<>();
    long pid = ProcessHandle.current().pid();
    command.add("nsenter");
    command.add("--net=/proc/" + pid + "/fd/" + namespace.descriptor());
    command.addAll(List.of("ip", "-d", "-j"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return JSON.readTree(output.isBlank() ? "[]" : output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The one object that {@code ip -j link show} gives for a link. */
  static JsonNode ipLink(NetworkNamespace namespace, String name) {
    JsonNode links = ip(namespace, "link", "show", "dev", name);
    assertThat(links).hasSize(1);
    return links.get(0);
  }

  @Override
  public void close() {
    ofNode.close();
    ofPod.close();
    ofWire.close();
    pod.close();
    node.close();
    wire.close();
  }
}
