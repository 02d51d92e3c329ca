package io.flatnet.cni.attach;

import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.ipam.InterfaceAddress;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * Does steps of a plan: those of {@link AttachmentPlan#making} before those of {@link
   * AttachmentPlan#finishing}. When one fails, all before it are taken back.
   *
   * @param parent the link that the plan is for; let go once the interface is made
   * @return the interface's MAC
   * @throws CniFailure naming the step that the kernel refused
   */
  public MacAddress attach(List<Step> steps, Parents.Lease parent) throws CniFailure {
    boolean done = false;
    try {
      for (Step step : steps) {
        run(step, parent);
      }
      MacAddress mac = mac();
      done = true;
      return mac;
    } catch (NetlinkException e) {
      throw new CniFailure(PluginError.KERNEL_REFUSED, String.valueOf(e.getMessage()), e);
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

  private void run(Step step, Parents.Lease parent) throws CniFailure {
    switch (step) {
      case Step.MakeParentPromiscuous(int index) -> node.links().setPromiscuous(index, true);
      case Step.CreateLink(LinkRequest request, String temporaryName) -> {
        createLink(request, temporaryName, parent);
        parent.close();
      }
      case Step.Configure(String alias, Map<Ipv4Setting, Integer> settings) ->
          configure(alias, settings);
      case Step.ConfigureIpv6(String name, Map<String, Integer> settings) ->
          configureIpv6(name, settings);
      case Step.Probe(InterfaceAddress prefix, boolean refuse) ->
          uniqueness(refuse).probe(prefix.address());
      case Step.AddAddress(InterfaceAddress prefix) -> addAddress(prefix);
      case Step.SetUp() -> setUp(parent);
      case Step.AddFlatRoute(Route route) -> addFlatRoute(route.dev(link().index()));
      case Step.AddPodRoute(Route route) -> addRoute(Undo.Place.POD, route);
      case Step.AddNodeRoute(Route route) -> addRoute(Undo.Place.NODE, route);
      case Step.MoveDefaultRoute(List<Route> before, Route flat) ->
          moveDefault(before, flat.dev(link().index()));
      case Step.Announce(InterfaceAddress prefix) ->
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
      throw new IllegalStateException("interface " + link().name() + " has no MAC");
    }
    return mac;
  }

  /**
   * Kernels before 6.15 look for the name in the namespace of the request, so that a node's eth1 is
   * in the way of a pod's: then it is made under another name and renamed. Not always so, since the
   * kernel waits for all processors (synchronize_net) in a rename: up to milliseconds.
   */
  private void createLink(LinkRequest request, String temporaryName, Parents.Lease parent)
      throws CniFailure {
    int lowerIndex = parent.parent().lowerIndex();
    if (create(request, lowerIndex, parent)) {
      link = pod.netlink().links().get(request.name());
      return;
    }
    if (pod.netlink().links().find(request.name()).isPresent()) {
      throw new CniFailure(
          PluginError.NAME_TAKEN,
          "cannot make interface \"%s\": the pod has one of this name; ask for another name or delete that one"
              .formatted(request.name()));
    }
    if (!create(renamed(request, temporaryName), lowerIndex, parent)) {
      throw new CniFailure(
          WellKnownError.TRY_AGAIN_LATER,
          "cannot make interface \"%s\": \"%s\", as it is called first, is left from an earlier attempt; it goes with DEL, try again then"
              .formatted(request.name(), temporaryName));
    }
    link = pod.netlink().links().get(temporaryName);
    undo.add(new Undo.DeleteLink(request.name(), lowerIndex));
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

  /** Makes the interface; false if the name is taken, here or there. */
  private boolean create(LinkRequest request, int lowerIndex, Parents.Lease parent)
      throws CniFailure {
    undo.add(new Undo.DeleteLink(request.name(), lowerIndex));
    try {
      node.links().createIn(pod.namespace(), request);
      return true;
    } catch (NetlinkException e) {
      if (!e.is(Errno.EEXIST)) {
        throw parent.explain(e);
      }
      undo.dropLast();
      return false;
    }
  }

  private void configure(String alias, Map<Ipv4Setting, Integer> settings) {
    LinkChange change = LinkChange.NONE.withAlias(alias);
    for (Map.Entry<Ipv4Setting, Integer> setting : settings.entrySet()) {
      change = change.with(setting.getKey(), setting.getValue());
    }
    pod.netlink().links().change(link().index(), change);
  }

  private void configureIpv6(String name, Map<String, Integer> settings) {
    Map<SysctlKey, String> values = new LinkedHashMap<>();
    settings.forEach(
        (key, value) ->
            values.put(SysctlKey.ofLink(IpFamily.IPV6, name, key), Integer.toString(value)));
    pod.sysctls().set(values);
  }

  private void setUp(Parents.Lease parent) throws CniFailure {
    try {
      pod.netlink().links().setUp(link().index());
    } catch (NetlinkException e) {
      throw parent.explain(e);
    }
  }

  private Uniqueness uniqueness(boolean refuse) {
    return new Uniqueness(pod, link().index(), mac(), refuse);
  }

  private void addAddress(InterfaceAddress prefix) {
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

  /**
   * One of the same metric is replaced in one request; others go once the new one is there. An
   * equal one stays as it is.
   */
  private void moveDefault(List<Route> before, Route flat) {
    List<Route> toDelete = new ArrayList<>(before);
    boolean there = toDelete.removeIf(route -> Surveyor.isLike(route, flat));
    Optional<Route> sameMetric =
        toDelete.stream()
            .filter(route -> Surveyor.metric(route) == Surveyor.metric(flat))
            .findFirst();
    if (!there && sameMetric.isPresent()) {
      undo.add(new Undo.AddRoute(Undo.Place.POD, sameMetric.get()));
      pod.netlink().routes().replace(flat);
      toDelete.remove(sameMetric.get());
    } else if (!there) {
      addFlatRoute(flat);
    }
    for (Route route : toDelete) {
      undo.add(new Undo.AddRoute(Undo.Place.POD, route));
      pod.netlink().routes().delete(route);
    }
  }
}
