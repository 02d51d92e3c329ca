package io.flatnet.lab.stage;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.Route;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node of the stage: a network namespace with its links into the switch and a bridge for the
 * cluster's own network.
 *
 * <p>Thread-safe.
 */
public final class StageNode implements AutoCloseable {
  static final String BRIDGE = "cni0";
  static final int PREFIX_LENGTH = 24;
  private static final int LAST_HOST = 254;

  private final String name;
  private final NamedNamespace namespace;
  private final Namespaces namespaces;
  private final IpAddress router;
  private final AtomicInteger pods = new AtomicInteger();

  StageNode(String name, NamedNamespace namespace, Namespaces namespaces, IpAddress router) {
    this.name = name;
    this.namespace = namespace;
    this.namespaces = namespaces;
    this.router = router;
  }

  /** The node's name. */
  public String name() {
    return name;
  }

  /** The namespace that is this node's host network. */
  public NetworkNamespace namespace() {
    return namespace.namespace();
  }

  /** The namespace with the file that names it. */
  public NamedNamespace named() {
    return namespace;
  }

  /**
   * Makes what a container runtime and the cluster's first network give a pod: a namespace with a
   * loopback and an {@code eth0}, and a default route through it.
   *
   * @throws IllegalStateException when the node's 253 addresses are used up
   */
  public PodSandbox createSandbox() {
    int number = pods.incrementAndGet();
    if (number >= LAST_HOST) {
      throw new IllegalStateException(
          "cannot make a pod on \"%s\": its /24 is full".formatted(name));
    }
    String id = name + "-pod" + number;
    NamedNamespace pod = namespaces.create(id);
    try {
      IpAddress address = IpAddress.ofIpv4((int) router.low() + number);
      plugIn(pod, number, address);
      return new PodSandbox(id, this, pod, address);
    } catch (RuntimeException failure) {
      pod.close();
      throw failure;
    }
  }

  private void plugIn(NamedNamespace pod, int number, IpAddress address) {
    String hostEnd = "veth" + number;
    String podEnd = "plug" + number;
    namespace.configure(
        netlink -> {
          int bridge = netlink.links().get(BRIDGE).index();
          netlink.links().create(LinkRequest.veth(hostEnd, podEnd).withMaster(bridge).withUp());
          netlink.links().moveTo(netlink.links().get(podEnd).index(), pod.namespace(), "eth0");
        });
    pod.configure(
        netlink -> {
          int link = netlink.links().get("eth0").index();
          netlink.addresses().add(link, address, PREFIX_LENGTH);
          netlink.links().setUp(link);
          netlink.routes().add(Route.toDefault(IpFamily.IPV4).via(router).dev(link));
        });
  }

  @Override
  public void close() {
    namespace.close();
  }
}
