package io.flatnet.cni;

import io.flatnet.api.cni.CniDns;
import io.flatnet.api.cni.CniInterface;
import io.flatnet.api.cni.CniIp;
import io.flatnet.api.cni.CniResult;
import io.flatnet.api.cni.CniRoute;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.cni.attach.Attacher;
import io.flatnet.cni.attach.Attachment;
import io.flatnet.cni.attach.AttachmentPlan;
import io.flatnet.cni.attach.AttachmentPlanner;
import io.flatnet.cni.attach.AttachmentReader;
import io.flatnet.cni.attach.NodeState;
import io.flatnet.cni.attach.Parents;
import io.flatnet.cni.attach.PodNetwork;
import io.flatnet.cni.attach.PodState;
import io.flatnet.cni.attach.Step;
import io.flatnet.cni.attach.Surveyor;
import io.flatnet.cni.attach.UndoLog;
import io.flatnet.cni.journal.Journals;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ADD: waits for the pod's address, makes the interface, notes it in the claim. */
final class AddVerb {
  private static final Logger LOG = LoggerFactory.getLogger(AddVerb.class);

  private static final CniResult NOTHING_BEFORE = CniResult.builder().build();

  private final AddressSource source;
  private final NodeNetwork node;
  private final AddressWait wait;
  private final Journals journals;

  AddVerb(AddressSource source, NodeNetwork node, Journals journals) {
    this.source = source;
    this.node = node;
    this.journals = journals;
    this.wait = new AddressWait(source);
  }

  /** The answer holds the pod's namespace until it is delivered or taken back. */
  CniAnswer run(CniCall call, PluginConfig config, CniRequest request, Cancellation cancellation)
      throws CniFailure {
    PodNetwork pod = node.pod(request);
    boolean done = false;
    try {
      CniAnswer answer = attach(call, config, pod, cancellation);
      done = true;
      return answer;
    } finally {
      if (!done) {
        pod.close();
      }
    }
  }

  private CniAnswer attach(
      CniCall call, PluginConfig config, PodNetwork pod, Cancellation cancellation)
      throws CniFailure {
    Claim claim = wait.forAddress(call.pod().orElseThrow(), config.addressTimeout(), cancellation);
    RequestedValues.requireAgree(call, config, claim);
    Attachment attachment = attachment(call, config, claim);
    Journals.Entry journal = journal(call, pod);
    boolean done = false;
    try {
      CniAnswer answer = attach(call, config, pod, claim, attachment, journal, cancellation);
      done = true;
      return answer;
    } finally {
      if (!done) {
        journal.close();
      }
    }
  }

  private Journals.Entry journal(CniCall call, PodNetwork pod) {
    return journals.begin(
        call.containerId(),
        call.interfaceName(),
        call.namespacePath(),
        pod.namespace().identity(),
        node.netlink(),
        pod.netlink());
  }

  private CniAnswer attach(
      CniCall call,
      PluginConfig config,
      PodNetwork pod,
      Claim claim,
      Attachment attachment,
      Journals.Entry journal,
      Cancellation cancellation)
      throws CniFailure {
    PodState podState = Surveyor.pod(attachment, pod.netlink());
    cancellation.check();
    // So that the node can see what is on its links, and which addresses live (GC).
    node.netlink().namespaceIds().assign(pod.namespace());
    Attacher attacher = new Attacher(node.netlink(), pod, journal);
    AttachmentPlan plan;
    MacAddress mac;
    Claim active;
    try (Parents.Lease parent = node.parents().lease(attachment)) {
      NodeState nodeState = Surveyor.node(attachment, parent.parent(), node.netlink(), podState);
      plan = AttachmentPlanner.plan(attachment, nodeState, podState);
      plan.warnings().forEach(warning -> LOG.warn("pod {}: {}", claim.key(), warning));
      mac = attacher.attach(plan.making(), parent);
      AddressSource.Activation activation = source.activating(claim, mac);
      finish(plan, attacher, parent, claim, activation);
      active = await(activation, claim, attacher.undo());
    }
    return CniAnswer.of(
        CniPlugin.json(result(call, config, attachment, mac, plan).wire(config.version())),
        new CniAnswer.Effects(
            journal::answering,
            () -> {
              takeBack(attacher.undo(), claim, active);
              journal.takenBack();
            },
            () -> release(journal, pod)));
  }

  private static void release(Journals.Entry journal, PodNetwork pod) {
    try (pod) {
      journal.close();
    }
  }

  /** A cached subnet that does not fit the claim may be old: then a fresh one decides. */
  private Attachment attachment(CniCall call, PluginConfig config, Claim claim) throws CniFailure {
    Subnet subnet = subnetOf(claim, source.subnet(claim.subnet()));
    try {
      return AttachmentReader.read(call, config, claim, subnet);
    } catch (CniFailure e) {
      Subnet fresh = subnetOf(claim, source.freshSubnet(claim.subnet()));
      if (fresh.equals(subnet)) {
        throw e;
      }
      return AttachmentReader.read(call, config, claim, fresh);
    }
  }

  static Subnet subnetOf(Claim claim, Optional<Subnet> subnet) throws CniFailure {
    return subnet.orElseThrow(
        () ->
            new CniFailure(
                PluginError.SUBNET_UNUSABLE,
                "cannot attach to subnet \"%s\": there is no such FlatNetworkSubnet; make it or correct the pod's annotation flatnetwork.pandaria.io/subnet"
                    .formatted(claim.subnet())));
  }

  /** The API server notes the interface while the kernel goes on with it. */
  private static void finish(
      AttachmentPlan plan,
      Attacher attacher,
      Parents.Lease parent,
      Claim claim,
      AddressSource.Activation activation)
      throws CniFailure {
    boolean done = false;
    try {
      attacher.attach(plan.finishing(), parent);
      done = true;
    } finally {
      if (!done) {
        giveUp(activation, claim);
      }
    }
  }

  private static Claim await(AddressSource.Activation activation, Claim claim, UndoLog undo)
      throws CniFailure {
    boolean done = false;
    try {
      Claim active = activation.await();
      done = true;
      return active;
    } finally {
      if (!done) {
        reportRefused(claim, undo);
      }
    }
  }

  private static void giveUp(AddressSource.Activation activation, Claim claim) {
    try {
      activation.giveUp();
    } catch (CniFailure e) {
      reportStaysActive(claim, e);
    }
  }

  private static void reportStaysActive(Claim claim, CniFailure e) {
    LOG.warn("pod {}: its FlatNetworkIP stays Active without an interface", claim.key(), e);
  }

  private void takeBack(UndoLog undo, Claim before, Claim active) {
    reportRefused(before, undo);
    try {
      source.deactivate(before, active);
    } catch (CniFailure e) {
      reportStaysActive(before, e);
    }
  }

  private static void reportRefused(Claim claim, UndoLog undo) {
    undo.run()
        .forEach(refusal -> LOG.warn("pod {}: cannot take a step back", claim.key(), refusal));
  }

  /**
   * One interface, the pod's address, the flat interface's routes, dns; after what plugins before
   * this one in a chain made (CNI SPEC 1.1.0 section 4, {@code prevResult}).
   */
  private static CniResult result(
      CniCall call, PluginConfig config, Attachment attachment, MacAddress mac, AttachmentPlan plan)
      throws CniFailure {
    IpAddress gateway = attachment.gateway();
    CniResult before = CniPlugin.previous(config).orElse(NOTHING_BEFORE);
    return CniResult.builder()
        .addAllInterfaces(before.getInterfaces())
        .addInterfaces(
            CniInterface.builder()
                .name(call.interfaceName())
                .mac(mac.toString())
                .sandbox(call.namespacePath())
                .build())
        .addAllIps(before.getIps())
        .addIps(
            CniIp.builder()
                .address(attachment.address().toString())
                .gateway(gateway == null ? null : gateway.toString())
                .interfaceIndex(before.getInterfaces().size())
                .build())
        .addAllRoutes(before.getRoutes())
        .addAllRoutes(flatRoutes(plan))
        .dns(dns(config, before))
        .build();
  }

  private static CniDns dns(PluginConfig config, CniResult before) {
    CniDns dnsBefore = before.getDns();
    boolean own = !config.dns().equals(CniDns.builder().build());
    return own || dnsBefore == null ? config.dns() : dnsBefore;
  }

  private static List<CniRoute> flatRoutes(AttachmentPlan plan) {
    List<CniRoute> routes = new ArrayList<>();
    for (Step step : plan.steps()) {
      Route route =
          switch (step) {
            case Step.AddFlatRoute(Route added) -> added;
            case Step.MoveDefaultRoute(List<Route> _, Route flat) -> flat;
            default -> null;
          };
      if (route != null) {
        IpAddress gateway = route.gateway();
        routes.add(
            CniRoute.builder()
                .dst(route.destination().toString())
                .gw(gateway == null ? null : gateway.toString())
                .build());
      }
    }
    return routes;
  }
}
