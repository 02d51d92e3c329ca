package io.flatnet.cni;

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
    AttachmentPlan plan =
        AttachmentPlanner.plan(
            attachment, Surveyor.node(attachment, node.netlink(), podState), podState);
    plan.warnings().forEach(warning -> LOG.warn("pod {}: {}", claim.key(), warning));
    cancellation.check();
    Attacher attacher = new Attacher(node.netlink(), pod, journal);
    MacAddress mac = attacher.attach(plan);
    Claim active = activate(claim, mac, attacher.undo());
    return CniAnswer.of(
        CniPlugin.json(result(call, config, attachment, mac, plan)),
        new CniAnswer.Effects(
            journal::answering,
            () -> takeBack(attacher.undo(), claim, active),
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

  private Claim activate(Claim claim, MacAddress mac, UndoLog undo) throws CniFailure {
    boolean done = false;
    try {
      Claim active = source.activate(claim, mac);
      done = true;
      return active;
    } finally {
      if (!done) {
        reportRefused(claim, undo);
      }
    }
  }

  private void takeBack(UndoLog undo, Claim before, Claim active) {
    reportRefused(before, undo);
    try {
      source.deactivate(before, active);
    } catch (CniFailure e) {
      LOG.warn("pod {}: its FlatNetworkIP stays Active without an interface", before.key(), e);
    }
  }

  private static void reportRefused(Claim claim, UndoLog undo) {
    undo.run()
        .forEach(refusal -> LOG.warn("pod {}: cannot take a step back", claim.key(), refusal));
  }

  /** SPEC section 6: one interface, the pod's address, the flat interface's routes, dns. */
  private static CniResult result(
      CniCall call,
      PluginConfig config,
      Attachment attachment,
      MacAddress mac,
      AttachmentPlan plan) {
    IpAddress gateway = attachment.gateway();
    return CniResult.builder()
        .addInterfaces(
            CniInterface.builder()
                .name(call.interfaceName())
                .mac(mac.toString())
                .sandbox(call.namespacePath())
                .build())
        .addIps(
            CniIp.builder()
                .address(attachment.address().toString())
                .gateway(gateway == null ? null : gateway.toString())
                .interfaceIndex(0)
                .build())
        .routes(flatRoutes(plan))
        .dns(config.dns())
        .build()
        .as(config.version());
  }

  private static List<CniRoute> flatRoutes(AttachmentPlan plan) {
    List<CniRoute> routes = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (step instanceof Step.AddFlatRoute(Route route)) {
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
