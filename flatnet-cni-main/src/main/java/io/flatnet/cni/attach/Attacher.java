package io.flatnet.cni.attach;

import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.AddressOption;
import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkChange;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.Route;
import io.flatnet.netlink.SysctlException;
import io.flatnet.netlink.SysctlKey;
import io.flatnet.netlink.wire.Errno;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries a plan out, with an undo for every step. For one attachment. */
public final class Attacher {
  private final Netlink node;
  private final PodNetwork pod;
  private final UndoLog undo;
  private @Nullable Link link;

  /**
   * @param node a socket in the namespace where the master is
   * @param pod the pod's namespace
   * @param journal told of every step before it is done
   */
  public Attacher(Netlink node, PodNetwork pod, Journal journal) {
    this.node = node;
    this.pod = pod;
    this.undo = new UndoLog(node, pod.netlink(), journal);
  }

  /**
   * Does every step of a plan. When one fails, all before it are taken back.
   *
   * @return the interface's MAC
   * @throws CniFailure naming the step that the kernel refused
   */
  public MacAddress attach(AttachmentPlan plan) throws CniFailure {
    boolean done = false;
    try {
      for (Step step : plan.steps()) {
        run(step);
      }
      MacAddress mac = link().mac();
      if (mac == null) {
        throw new IllegalStateException("macvlan " + link().name() + " has no MAC");
      }
      done = true;
      return mac;
    } catch (NetlinkException e) {
      throw refused(e);
    } catch (SysctlException e) {
      throw new CniFailure(PluginError.KERNEL_REFUSED, String.valueOf(e.getMessage()), e);
    } finally {
      if (!done) {
        undo.run();
      }
    }
  }

  /** What takes the attachment back; the caller adds what it does further. */
  public UndoLog undo() {
    return undo;
  }

  private static CniFailure refused(NetlinkException e) {
    return new CniFailure(PluginError.KERNEL_REFUSED, String.valueOf(e.getMessage()), e);
  }

  private void run(Step step) throws CniFailure {
    switch (step) {
      case Step.MakeMasterPromiscuous(int index) -> node.links().setPromiscuous(index, true);
      case Step.CreateLink(LinkRequest request, String temporaryName) ->
          createLink(request, temporaryName);
      case Step.Configure(Map<Ipv4Setting, Integer> settings) -> configure(settings);
      case Step.EnableIpv6(String name) ->
          pod.sysctls().set(SysctlKey.ofLink(IpFamily.IPV6, name, "disable_ipv6"), 0);
      case Step.AddAddress(InterfacePrefix prefix) -> addAddress(prefix);
      case Step.SetUp() -> pod.netlink().links().setUp(link().index());
      case Step.AddFlatRoute(Route route) -> addFlatRoute(route.dev(link().index()));
      case Step.AddPodRoute(Route route) -> addRoute(Undo.Place.POD, route);
      case Step.AddNodeRoute(Route route) -> addRoute(Undo.Place.NODE, route);
      case Step.RemoveDefaultRoute(Route route) -> removeDefault(route);
      case Step.Announce(InterfacePrefix prefix) ->
          pod.announcer().announce(link().index(), mac(), prefix.address());
    }
  }

  private Link link() {
    if (link == null) {
      throw new IllegalStateException("the plan uses the interface before it makes it");
    }
    return link;
  }

  private MacAddress mac() {
    MacAddress mac = link().mac();
    if (mac == null) {
      throw new IllegalStateException("macvlan " + link().name() + " has no MAC");
    }
    return mac;
  }

  /**
   * Kernels before 6.15 look for the name in the namespace of the request, so that a node's eth1 is
   * in the way of a pod's: then it is made under another name and renamed. Not always so, since the
   * kernel waits for all processors (synchronize_net) in a rename: up to milliseconds.
   */
  private void createLink(LinkRequest request, String temporaryName) throws CniFailure {
    try {
      create(request);
      return;
    } catch (NetlinkException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      undo.dropLast();
      if (pod.netlink().links().find(request.name()).isPresent()) {
        throw new CniFailure(
            PluginError.NAME_TAKEN,
            "cannot make interface \"%s\": the pod has one of this name; ask for another name or delete that one"
                .formatted(request.name()),
            e);
      }
    }
    create(renamed(request, temporaryName));
    undo.add(new Undo.DeleteLink(request.name(), request.parentIndex()));
    pod.netlink().links().rename(link().index(), request.name());
  }

  private static LinkRequest renamed(LinkRequest request, String name) {
    return new LinkRequest(
        name,
        request.kind(),
        request.parentIndex(),
        request.mac(),
        request.mtuBytes(),
        request.up(),
        request.masterIndex(),
        request.alias());
  }

  private void create(LinkRequest request) {
    undo.add(new Undo.DeleteLink(request.name(), request.parentIndex()));
    node.links().createIn(pod.namespace(), request);
    link = pod.netlink().links().get(request.name());
  }

  private void configure(Map<Ipv4Setting, Integer> settings) {
    LinkChange change = LinkChange.NONE;
    for (Map.Entry<Ipv4Setting, Integer> setting : settings.entrySet()) {
      change = change.with(setting.getKey(), setting.getValue());
    }
    pod.netlink().links().change(link().index(), change);
  }

  private void addAddress(InterfacePrefix prefix) {
    if (prefix.address().family() == IpFamily.IPV6) {
      pod.netlink()
          .addresses()
          .add(link().index(), prefix.address(), prefix.length(), AddressOption.NO_DAD);
    } else {
      pod.netlink().addresses().add(link().index(), prefix.address(), prefix.length());
    }
  }

  private void addRoute(Undo.Place place, Route route) {
    Netlink netlink = place == Undo.Place.NODE ? node : pod.netlink();
    undo.add(new Undo.DeleteRoute(place, route));
    try {
      netlink.routes().add(route);
    } catch (NetlinkException e) {
      if (e.is(Errno.EEXIST)) {
        undo.dropLast();
      }
      requireThere(e, netlink, route);
    }
  }

  /** A route over the new interface goes with it. */
  private void addFlatRoute(Route route) {
    try {
      pod.netlink().routes().add(route);
    } catch (NetlinkException e) {
      requireThere(e, pod.netlink(), route);
    }
  }

  /** An equal route that was there before us is as good, and stays after us. */
  private static void requireThere(NetlinkException refusal, Netlink netlink, Route route) {
    if (!refusal.is(Errno.EEXIST) || !Surveyor.has(netlink, route)) {
      throw refusal;
    }
  }

  private void removeDefault(Route route) {
    undo.add(new Undo.AddRoute(Undo.Place.POD, route));
    pod.netlink().routes().delete(route);
  }
}
