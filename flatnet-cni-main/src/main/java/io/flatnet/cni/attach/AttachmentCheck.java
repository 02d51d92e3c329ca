package io.flatnet.cni.attach;

import io.flatnet.ipam.InterfaceAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares an attachment with the kernel's state. No I/O. */
public final class AttachmentCheck {
  private final Attachment attachment;
  private final PodState pod;
  private final List<String> differences = new ArrayList<>();

  private AttachmentCheck(Attachment attachment, PodState pod) {
    this.attachment = attachment;
    this.pod = pod;
  }

  /**
   * What differs from what was asked, in words; empty = nothing.
   *
   * @param mac the MAC that the interface was given
   */
  public static List<String> differences(
      Attachment attachment, MacAddress mac, NodeState node, PodState pod) {
    AttachmentCheck check = new AttachmentCheck(attachment, pod);
    pod.link(attachment.interfaceName())
        .ifPresentOrElse(
            link -> {
              check.compareLink(link, mac, node);
              check.compareAddresses(link);
              check.compareFlatRoutes(link);
              check.compareOtherRoutes(link);
            },
            () -> check.differences.add("interface " + attachment.interfaceName() + " is gone"));
    return List.copyOf(check.differences);
  }

  private void compareLink(Link link, MacAddress mac, NodeState node) {
    compareKind(link.kind());
    if (link.parentIndex() != node.parent().lowerIndex()) {
      different("parent", attachment.parentName(), "another link");
    }
    if (!mac.equals(link.mac())) {
      different("MAC", mac, link.mac());
    }
    if (!link.isUp()) {
      different("state", "up", "down");
    }
    int mtu = AttachmentPlanner.mtuOn(attachment, node.parentLink());
    if (link.mtuBytes() != mtu) {
      different("MTU", mtu, link.mtuBytes());
    }
  }

  private void compareKind(LinkKind found) {
    LinkKind wanted = attachment.kind();
    if (!found.kindName().equals(wanted.kindName())) {
      different("kind", wanted.kindName(), found.kindName());
    } else if (wanted instanceof LinkKind.Ipvlan asked && found instanceof LinkKind.Ipvlan made) {
      compare("mode", asked.mode(), made.mode());
      compare("flag", asked.flag(), made.flag());
    } else if (wanted instanceof LinkKind.Macvlan asked && found instanceof LinkKind.Macvlan made) {
      compare("mode", asked.mode(), made.mode());
      compare("flags", asked.flags(), made.flags());
    } else {
      different("mode", Occupants.name(wanted), "another");
    }
  }

  private void compare(String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      different(what, wanted, found);
    }
  }

  private void compareAddresses(Link link) {
    for (InterfaceAddress wanted : attachment.addresses()) {
      boolean there =
          pod.addresses().stream()
              .filter(found -> found.linkIndex() == link.index())
              .filter(found -> found.prefixLength() == wanted.length())
              .anyMatch(found -> found.address().equals(wanted.address()));
      if (!there) {
        differences.add("address " + wanted + " is gone");
      }
    }
  }

  private void compareFlatRoutes(Link link) {
    List<Route> wanted = new ArrayList<>();
    for (CustomRoute custom : attachment.routes()) {
      if (attachment.isFlatDevice(custom.device())) {
        wanted.add(RoutePlanner.flatRoute(attachment, custom));
      }
    }
    if (AttachmentPlanner.movesDefault(attachment)) {
      wanted.add(AttachmentPlanner.flatDefault(attachment));
    }
    for (Route route : wanted) {
      Route onLink = route.dev(link.index());
      if (pod.routes().stream().noneMatch(there -> Surveyor.isLike(there, onLink))) {
        differences.add("route to " + name(route.destination()) + " is gone or changed");
      }
    }
  }

  /**
   * Routes over other links followed the pod's default route at that time, which may have moved
   * since: only their destination and that they do not lead over the flat interface is compared.
   */
  private void compareOtherRoutes(Link link) {
    List<IpPrefix> wanted = new ArrayList<>();
    for (IpPrefix network : attachment.clusterNetworks()) {
      if (hasOtherLink(network.family(), link)) {
        wanted.add(network);
      }
    }
    for (CustomRoute custom : attachment.routes()) {
      Optional<Link> device = pod.link(custom.device());
      if (!attachment.isFlatDevice(custom.device()) && device.isPresent()) {
        wanted.add(custom.destination());
      }
    }
    for (IpPrefix network : wanted) {
      boolean there =
          pod.routes().stream()
              .anyMatch(
                  route ->
                      route.destination().equals(network) && route.linkIndex() != link.index());
      if (!there) {
        differences.add("route to " + name(network) + " is gone");
      }
    }
  }

  private boolean hasOtherLink(IpFamily family, Link flat) {
    return pod.addresses().stream()
        .anyMatch(
            address ->
                address.isGlobal()
                    && address.linkIndex() != flat.index()
                    && address.address().family() == family);
  }

  private void different(String what, Object wanted, @Nullable Object found) {
    differences.add(what + " is " + found + " instead of " + wanted);
  }

  private static String name(IpPrefix prefix) {
    return prefix.length() == 0 ? "default" : prefix.toString();
  }
}
