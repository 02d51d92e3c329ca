package io.flatnet.cni.attach;

import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.api.cni.ProbePolicy;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.InterfaceAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Route;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what is asked and what is there into steps. No I/O.
 *
 * <p>The order: settings before the address, the link up before routes through it, and last what
 * neighbours are told.
 */
public final class AttachmentPlanner {
  private AttachmentPlanner() {}

  /**
   * The steps of an ADD.
   *
   * @throws CniFailure if the subnet asks for what this pod or node cannot have
   */
  public static AttachmentPlan plan(Attachment attachment, NodeState node, PodState pod)
      throws CniFailure {
    Link parent = node.parentLink();
    List<Step> steps = new ArrayList<>();
    if (attachment.kind() instanceof LinkKind.Macvlan && !parent.isPromiscuous()) {
      steps.add(new Step.MakeParentPromiscuous(parent.index()));
    }
    steps.add(new Step.CreateLink(request(attachment, parent), attachment.temporaryName()));
    steps.add(new Step.Configure(OwnMark.of(attachment.subnet()), ipv4Settings(attachment)));
    if (attachment.hasIpv6()) {
      steps.add(new Step.ConfigureIpv6(attachment.interfaceName(), ipv6Settings(attachment)));
    }
    steps.addAll(addressSteps(attachment));
    RoutePlanner routes = new RoutePlanner(attachment, node, pod);
    steps.addAll(routes.steps());
    steps.addAll(announcements(attachment));
    return new AttachmentPlan(steps, routes.warnings());
  }

  /**
   * Without a probe the addresses are there before the link is up, so that the kernel's {@code
   * arp_notify} has something to announce, and are used at once: the ledger has made sure. With a
   * probe nothing may be announced before it (RFC 5227 2.1), so that the link comes up without
   * addresses. The kernel's own detection of IPv6 duplicates (RFC 4862 5.4) stays out of it: it
   * would not tell whose the address is.
   */
  private static List<Step> addressSteps(Attachment attachment) {
    List<Step> steps = new ArrayList<>();
    if (!attachment.isProbed()) {
      attachment.addresses().forEach(prefix -> steps.add(new Step.AddAddress(prefix)));
      steps.add(new Step.SetUp());
      return steps;
    }
    boolean refuse = attachment.probe() == ProbePolicy.REFUSE;
    steps.add(new Step.SetUp());
    for (InterfaceAddress prefix : attachment.addresses()) {
      steps.add(new Step.Probe(prefix, refuse));
      steps.add(new Step.AddAddress(prefix));
    }
    return steps;
  }

  private static LinkRequest request(Attachment attachment, Link parent) throws CniFailure {
    LinkRequest request =
        LinkRequest.on(parent.index(), attachment.interfaceName(), attachment.kind());
    if (!attachment.hasMacOfParent()) {
      request = request.withMac(attachment.mac());
    }
    int mtu = mtuBytes(attachment, parent);
    return mtu == parent.mtuBytes() ? request : request.withMtu(mtu);
  }

  /** The asked MTU as far as the parent has room for it; 0 = the parent's. */
  static int mtuOn(Attachment attachment, Link parent) {
    int asked = attachment.mtuBytes();
    return asked == 0 ? parent.mtuBytes() : Math.min(asked, parent.mtuBytes());
  }

  /** 0 = the parent's, more than the parent's = the parent's; IPv6 needs 1280 (RFC 8200 5). */
  static int mtuBytes(Attachment attachment, Link parent) throws CniFailure {
    int mtu = mtuOn(attachment, parent);
    if (attachment.hasIpv6() && mtu < 1280) {
      throw new CniFailure(
          WellKnownError.INVALID_CONFIG,
          "cannot give an IPv6 address to an interface with MTU %d: IPv6 needs 1280; raise flatNetwork.mtu or the MTU of \"%s\""
              .formatted(mtu, parent.name()));
    }
    return mtu;
  }

  /** The IPv4 settings of the interface. */
  static Map<Ipv4Setting, Integer> ipv4Settings(Attachment attachment) {
    Map<Ipv4Setting, Integer> settings = new EnumMap<>(Ipv4Setting.class);
    if (attachment.arpPolicy() == ArpPolicy.ARP_NOTIFY && attachment.hasNeighbours()) {
      settings.put(Ipv4Setting.ARP_NOTIFY, 1);
    }
    if (attachment.proxyArp()) {
      settings.put(Ipv4Setting.PROXY_ARP, 1);
    }
    return settings;
  }

  /**
   * The IPv6 settings of the interface, in the order in which they are made. Routers' announcements
   * are not followed: addresses are the ledger's, and routes the subnet's. The kernel looks for no
   * duplicates, so that all addresses can be used at once: the ledger or a probe has done it.
   */
  static Map<String, Integer> ipv6Settings(Attachment attachment) {
    Map<String, Integer> settings = new LinkedHashMap<>();
    settings.put("accept_ra", 0);
    settings.put("accept_dad", 0);
    if (attachment.arpPolicy() == ArpPolicy.ARP_NOTIFY && attachment.hasNeighbours()) {
      settings.put("ndisc_notify", 1);
    }
    settings.put("disable_ipv6", 0); // runtimes turn IPv6 off in all
    return settings;
  }

  /**
   * The kernel's {@code arp_notify} speaks for IPv4 alone, and when the link comes up: IPv6
   * addresses, and those that came after that, are announced here.
   */
  private static List<Step> announcements(Attachment attachment) {
    List<Step> steps = new ArrayList<>();
    if (!attachment.hasNeighbours()) {
      return steps;
    }
    for (InterfaceAddress prefix : attachment.addresses()) {
      if (attachment.arpPolicy() == ArpPolicy.ARPING
          || attachment.isProbed()
          || prefix.address().family() == IpFamily.IPV6) {
        steps.add(new Step.Announce(prefix));
      }
    }
    return steps;
  }

  /** Whether the default route moves: not when the flat interface takes the place of eth0. */
  static boolean movesDefault(Attachment attachment) {
    return attachment.has(Setting.DEFAULT_GATEWAY) && !attachment.isPodDevice();
  }

  /** The default route over the flat interface, still without its link. */
  static Route flatDefault(Attachment attachment) {
    IpFamily family = attachment.address().address().family();
    return RoutePlanner.through(Route.toDefault(family), attachment.gateway(), attachment);
  }
}
