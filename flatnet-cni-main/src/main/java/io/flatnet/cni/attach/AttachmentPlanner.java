package io.flatnet.cni.attach;

import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Route;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what is asked and what is there into steps. No I/O.
 *
 * <p>The order: settings before the address, the address before the link is up (so that the
 * kernel's {@code arp_notify} has something to announce), the link up before routes through it.
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
    List<Step> steps = new ArrayList<>();
    if (!node.master().isPromiscuous()) {
      steps.add(new Step.MakeMasterPromiscuous(node.master().index()));
    }
    steps.add(new Step.CreateLink(request(attachment, node.master()), attachment.temporaryName()));
    Map<Ipv4Setting, Integer> settings = ipv4Settings(attachment);
    if (!settings.isEmpty()) {
      steps.add(new Step.Configure(settings));
    }
    if (attachment.hasIpv6()) {
      steps.add(new Step.EnableIpv6(attachment.interfaceName()));
    }
    for (InterfacePrefix prefix : attachment.addresses()) {
      steps.add(new Step.AddAddress(prefix));
    }
    steps.add(new Step.SetUp());
    RoutePlanner routes = new RoutePlanner(attachment, node, pod);
    steps.addAll(routes.steps());
    steps.addAll(announcements(attachment));
    return new AttachmentPlan(steps, routes.warnings());
  }

  private static LinkRequest request(Attachment attachment, Link master) throws CniFailure {
    LinkRequest request =
        LinkRequest.macvlan(attachment.interfaceName(), master.index(), attachment.mode())
            .withMac(attachment.mac());
    int mtu = mtuBytes(attachment, master);
    return mtu == master.mtuBytes() ? request : request.withMtu(mtu);
  }

  /** 0 = the parent's, more than the parent's = the parent's; IPv6 needs 1280 (RFC 8200 5). */
  static int mtuBytes(Attachment attachment, Link master) throws CniFailure {
    int asked = attachment.mtuBytes();
    int mtu = asked == 0 ? master.mtuBytes() : Math.min(asked, master.mtuBytes());
    if (attachment.hasIpv6() && mtu < 1280) {
      throw new CniFailure(
          WellKnownError.INVALID_CONFIG,
          "cannot give an IPv6 address to an interface with MTU %d: IPv6 needs 1280; raise flatNetwork.mtu or the MTU of \"%s\""
              .formatted(mtu, master.name()));
    }
    return mtu;
  }

  private static Map<Ipv4Setting, Integer> ipv4Settings(Attachment attachment) {
    Map<Ipv4Setting, Integer> settings = new EnumMap<>(Ipv4Setting.class);
    if (attachment.arpPolicy() == ArpPolicy.ARP_NOTIFY) {
      settings.put(Ipv4Setting.ARP_NOTIFY, 1);
    }
    if (attachment.proxyArp()) {
      settings.put(Ipv4Setting.PROXY_ARP, 1);
    }
    return settings;
  }

  /** The kernel's {@code arp_notify} speaks for IPv4 alone; IPv6 addresses are always announced. */
  private static List<Step> announcements(Attachment attachment) {
    List<Step> steps = new ArrayList<>();
    for (InterfacePrefix prefix : attachment.addresses()) {
      if (attachment.arpPolicy() == ArpPolicy.ARPING
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
