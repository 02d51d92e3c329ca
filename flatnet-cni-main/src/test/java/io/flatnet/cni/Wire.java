package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.AddressOption;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkChange;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A node on a switch, with a gateway and a peer on the other side, both of both families, untagged
 * or in a VLAN: namespaces of their own, gone with {@link #close}. The node's link is {@value
 * #UPLINK}.
 *
 * <p>The gateway has {@code 10.7.0.1} and {@code fd07::1}, the peer {@code .2}.
 */
public final class Wire implements AutoCloseable {
  /** The node's link to the switch: what subnets call master. */
  public static final String UPLINK = "up0";

  private static final int NODE_HOST = 250;

  private final NetworkNamespace node = NetworkNamespace.create();
  private final NetworkNamespace outside = NetworkNamespace.create();
  private final NetworkNamespace peer = NetworkNamespace.create();
  private final List<NetworkNamespace> pods = new ArrayList<>();
  private final int vlan;

  /**
   * @param vlan 0 = untagged
   */
  public Wire(int vlan) {
    this.vlan = vlan;
    try (Netlink ofNode = Netlink.open(node);
        Netlink ofOutside = Netlink.open(outside);
        Netlink ofPeer = Netlink.open(peer)) {
      ofOutside.links().create(LinkRequest.bridge("br0").withUp());
      int bridge = ofOutside.links().get("br0").index();
      cable(ofNode, UPLINK, ofOutside, "port0", bridge);
      cable(ofPeer, "eth0", ofOutside, "port1", bridge);
      join(ofOutside, "br0", 1);
      join(ofPeer, "eth0", 2);
      // What an ADD does to the node and nobody takes back: so that states can be compared.
      ofNode.links().setPromiscuous(ofNode.links().get(UPLINK).index(), true);
    }
  }

  private void cable(Netlink from, String name, Netlink outsideSide, String port, int bridge) {
    outsideSide.links().create(LinkRequest.veth(port, "far0"));
    NetworkNamespace target = name.equals(UPLINK) ? node : peer;
    outsideSide.links().moveTo(outsideSide.links().get("far0").index(), target, name);
    int index = outsideSide.links().get(port).index();
    outsideSide.links().change(index, LinkChange.NONE.withMaster(bridge).withUp(true));
    from.links().setUp(from.links().get(name).index());
  }

  private void join(Netlink netlink, String name, int host) {
    Link link = netlink.links().get(name);
    if (vlan != 0) {
      link =
          netlink.links().create(LinkRequest.vlan(name + "." + vlan, link.index(), vlan).withUp());
    }
    address(netlink, link, host);
  }

  private static void address(Netlink netlink, Link link, int host) {
    netlink.addresses().add(link.index(), address(IpFamily.IPV4, host), 24);
    netlink.addresses().add(link.index(), address(IpFamily.IPV6, host), 64, AddressOption.NO_DAD);
  }

  /** The address of a host of the network; {@code 1} is the gateway. */
  public static IpAddress address(IpFamily family, int host) {
    return IpAddress.parse(
        family == IpFamily.IPV4 ? "10.7.0." + host : "fd07::" + Integer.toHexString(host));
  }

  /** The network. */
  public static String cidr(IpFamily family) {
    return family == IpFamily.IPV4 ? "10.7.0.0/24" : "fd07::/64";
  }

  /** The name of the link that the node's pods are on. */
  public String parent() {
    return vlan == 0 ? UPLINK : UPLINK + "." + vlan;
  }

  /**
   * Lets the node route for its pods, as ipvlan's l3 modes need it: an address on the parent, and
   * at the gateway and the peer a route to the pods through it.
   */
  public void routeThroughNode(IpFamily family, int... hosts) {
    try (Netlink ofNode = Netlink.open(node);
        Netlink ofOutside = Netlink.open(outside);
        Netlink ofPeer = Netlink.open(peer)) {
      address(ofNode, ofNode.links().get(parent()), NODE_HOST);
      for (int host : hosts) {
        Route route = Route.toHost(address(family, host)).via(address(family, NODE_HOST));
        ofOutside.routes().add(route.dev(ofOutside.links().get(tagged("br0")).index()));
        ofPeer.routes().add(route.dev(ofPeer.links().get(tagged("eth0")).index()));
      }
    }
  }

  private String tagged(String name) {
    return vlan == 0 ? name : name + "." + vlan;
  }

  /** The node's namespace. */
  public NetworkNamespace node() {
    return node;
  }

  /** The peer's namespace. */
  public NetworkNamespace peer() {
    return peer;
  }

  /** A new pod without interfaces. */
  public NetworkNamespace pod() {
    NetworkNamespace pod = NetworkNamespace.create();
    pods.add(pod);
    return pod;
  }

  /** What {@code ip -d -j} says inside a namespace: the independent witness. */
  public static JsonNode ip(NetworkNamespace namespace, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-d", "-j"));
    command.addAll(List.of(arguments));
    String output = run(namespace, command);
    try {
      return WireJson.parse(output.isBlank() ? "[]" : output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs {@code ip} inside a namespace for its effect. */
  public static void change(NetworkNamespace namespace, String arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ")));
    run(namespace, command);
  }

  private static String run(NetworkNamespace namespace, List<String> inside) {
    List<String> command = new ArrayList<>();
    command.add("nsenter");
    command.add("--net=" + TestNetwork.pathOf(namespace));
    command.addAll(inside);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(inside + ": " + output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Whether a host answers from inside a namespace, in so many milliseconds. */
  public static boolean reaches(NetworkNamespace from, IpAddress address, int millis)
      throws IOException {
    return from.<Boolean, IOException>call(
        () -> {
          try {
            return InetAddress.getByName(address.toString()).isReachable(millis);
          } catch (SocketException e) {
            return false; // an ipvlan that may not speak to its siblings refuses the packet at once
          }
        });
  }

  /**
   * The links, addresses and routes of a namespace by {@code ip}, without what the kernel makes by
   * itself in its own time (link-local addresses and their routes).
   */
  public static Set<String> state(NetworkNamespace namespace) {
    Set<String> state = new TreeSet<>();
    for (JsonNode link : ip(namespace, "addr", "show")) {
      String name = link.path("ifname").asText();
      state.add(
          "link %s %s mtu %s alias %s %s"
              .formatted(
                  name,
                  link.at("/linkinfo/info_kind").asText(),
                  link.path("mtu"),
                  link.path("ifalias").asText(),
                  link.path("flags").toString().contains("\"UP\"")));
      for (JsonNode address : link.path("addr_info")) {
        if (!address.path("scope").asText().equals("link")) {
          state.add("address " + name + " " + address.path("local") + address.path("prefixlen"));
        }
      }
    }
    for (String family : List.of("-4", "-6")) {
      for (JsonNode route : ip(namespace, family, "route", "show", "table", "main")) {
        if (!route.path("dst").asText().startsWith("fe80")) {
          state.add(
              "route %s via %s dev %s metric %s src %s protocol %s"
                  .formatted(
                      route.path("dst").asText(),
                      route.path("gateway").asText("-"),
                      route.path("dev").asText(),
                      route.path("metric").asText("-"),
                      route.path("prefsrc").asText("-"),
                      route.path("protocol").asText()));
        }
      }
    }
    return state;
  }

  @Override
  public void close() {
    pods.forEach(NetworkNamespace::close);
    peer.close();
    outside.close();
    node.close();
  }
}
