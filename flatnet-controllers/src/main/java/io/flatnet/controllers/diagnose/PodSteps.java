package io.flatnet.controllers.diagnose;

import io.flatnet.api.Annotations;
import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.api.Phase;
import io.flatnet.controllers.endpoint.NetworkList;
import io.flatnet.controllers.endpoint.PublishedAddress;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.pod.Patience;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.IpAddress;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The steps of a pod's way to its address, each looked at when those before it are done. Pure. */
final class PodSteps {
  private final PodView view;
  private final V1Pod pod;
  private final OperatorWait operator;
  private final @Nullable FlatNetworkIP ip;
  private final @Nullable IpAddress address;

  PodSteps(PodView view) {
    this.view = view;
    pod = view.pod();
    operator = new OperatorWait(view.now(), view.lease());
    FlatNetworkIP found = view.address();
    ip = found != null && isOfPod(found) ? found : null;
    address = ip == null ? null : AddressObjects.published(ip).orElse(null);
  }

  private boolean isOfPod(FlatNetworkIP found) {
    return Metadata.uid(pod).equals(found.spec().getPodId());
  }

  List<Supplier<TraceStep>> steps() {
    return List.of(
        this::annotation,
        this::subnet,
        this::object,
        this::ledger,
        this::published,
        this::node,
        this::attached,
        this::labels,
        this::services);
  }

  private TraceStep annotation() {
    return switch (FlatNetworkWish.of(Metadata.annotations(pod))) {
      case FlatNetworkWish.None _ ->
          TraceStep.failed(
              "annotation",
              "it takes no part: it must have annotations "
                  + Annotations.IP
                  + " and "
                  + Annotations.SUBNET,
              "put both into the pod template");
      case FlatNetworkWish.Malformed malformed ->
          TraceStep.failed(
              "annotation",
              malformed.message().replace("\n", "; "),
              "correct it in the pod template");
      case FlatNetworkWish.Wanted wish ->
          TraceStep.done(
              "annotation",
              instant(Metadata.of(pod).getCreationTimestamp()),
              wished(wish) + " of subnet \"" + wish.subnet() + "\"");
    };
  }

  private static String wished(FlatNetworkWish.Wanted wish) {
    String addresses =
        wish.addresses().isEmpty()
            ? FlatNetworkWish.AUTO
            : wish.addresses().stream().map(Object::toString).collect(Collectors.joining(" or "));
    return wish.macs().isEmpty()
        ? addresses
        : addresses
            + " with MAC "
            + wish.macs().stream().map(Object::toString).collect(Collectors.joining(" or "));
  }

  private TraceStep subnet() {
    String name = Metadata.annotations(pod).getOrDefault(Annotations.SUBNET, "").strip();
    FlatNetworkSubnet subnet = view.subnet();
    String said = ip == null ? null : ip.status().getFailureMessage();
    if (subnet == null) {
      return TraceStep.failed(
          "subnet",
          said == null || said.isEmpty() ? "there is no such subnet" : said,
          "create it, or correct the annotation; there are: kubectl -n "
              + FlatNetwork.NAMESPACE
              + " get flsubnet");
    }
    boolean isFailed = Phase.of(subnet.status().getPhase()) == Phase.FAILED;
    boolean holds = address != null; // what is held stays held
    if (isFailed && !holds) {
      return TraceStep.failed(
          "subnet",
          "it gives nothing: "
              + Objects.requireNonNullElse(subnet.status().getFailureMessage(), ""),
          "mend it: kubectl -n " + FlatNetwork.NAMESPACE + " edit flsubnet " + name);
    }
    if (Metadata.isDeleting(subnet) && !holds) {
      return TraceStep.failed("subnet", "it is being deleted", "use another subnet");
    }
    if (Phase.of(subnet.status().getPhase()) == Phase.NONE && !holds) {
      return TraceStep.waiting("subnet", "nobody has looked at it yet", operator.next());
    }
    SubnetPool pool = SubnetPool.of(subnet);
    return TraceStep.done(
        "subnet",
        null,
        subnet.spec().getCidr()
            + " on "
            + subnet.spec().getMaster()
            + ", "
            + pool.used().addressCount()
            + " of "
            + pool.size()
            + " used, "
            + pool.free().addressCount()
            + " free");
  }

  private TraceStep object() {
    FlatNetworkIP found = view.address();
    if (found == null) {
      return TraceStep.waiting("object", "there is no FlatNetworkIP yet", operator.next());
    }
    return ip == null
        ? TraceStep.waiting(
            "object", "the one of an earlier pod of this name has to go first", operator.next())
        : TraceStep.done(
            "object",
            instant(found.getMetadata().getCreationTimestamp()),
            "FlatNetworkIP " + found.key());
  }

  private TraceStep ledger() {
    FlatNetworkIP own = Objects.requireNonNull(ip);
    FlatNetworkSubnet subnet = Objects.requireNonNull(view.subnet());
    if (address == null) {
      String said = Objects.requireNonNullElse(own.status().getFailureMessage(), "");
      return Phase.of(own.status().getPhase()) == Phase.FAILED
          ? TraceStep.failed(
              "ledger",
              said,
              "as it says; it is tried again when an address of the subnet is freed, or the subnet"
                  + " or the annotations are changed")
          : TraceStep.waiting("ledger", "no address is given yet", operator.next());
    }
    String named = Objects.requireNonNullElse(own.spec().getSubnet(), "");
    boolean isOther = !named.equals(ObjectKey.of(subnet).name());
    SubnetPool pool = SubnetPool.of(subnet);
    if (isOther || pool.used().contains(address)) {
      return TraceStep.done(
          "ledger", given(own), isOther ? address + " of subnet \"" + named + "\"" : "" + address);
    }
    return TraceStep.failed("ledger", address + " is not in the ledger", Advice.REPAIR);
  }

  private TraceStep published() {
    FlatNetworkIP own = Objects.requireNonNull(ip);
    return TraceStep.done("published", given(own), "status.addr is " + address);
  }

  private static @Nullable Instant given(FlatNetworkIP ip) {
    return WriteTimes.time(Objects.requireNonNullElse(ip.status().getAllocatedTimeStamp(), ""))
        .orElse(null);
  }

  private TraceStep node() {
    @Nullable String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    ObjectKey key = ObjectKey.of(pod);
    if (node == null || node.isEmpty()) {
      return TraceStep.waiting(
          "node",
          "the scheduler has given it no node",
          "see why: kubectl -n " + key.namespace() + " describe pod " + key.name());
    }
    return view.nodeGone()
        ? TraceStep.failed(
            "node",
            "its node \"" + node + "\" is gone, so its address is given back",
            Advice.deletePod(Metadata.of(pod)))
        : TraceStep.done("node", scheduled(), node);
  }

  private @Nullable Instant scheduled() {
    return Patience.scheduledAt(pod).map(OffsetDateTime::toInstant).orElse(null);
  }

  private TraceStep attached() {
    FlatNetworkIP own = Objects.requireNonNull(ip);
    if (AddressObjects.isActive(own)) {
      return TraceStep.done(
          "interface",
          view.addressTimes().status().orElse(null),
          "MAC " + Objects.requireNonNullElse(own.status().getMac(), ""));
    }
    Map<String, String> annotations = Metadata.annotations(pod);
    if (!NetworkList.namesOurs(annotations.get(Annotations.NETWORKS))
        && !NetworkList.namesOurs(annotations.get(Annotations.DEFAULT_NETWORK))) {
      return TraceStep.failed(
          "interface",
          "the pod asks Multus for no flat network: neither annotation "
              + Annotations.NETWORKS
              + " nor "
              + Annotations.DEFAULT_NETWORK
              + " names "
              + FlatNetwork.NETWORK_NAME,
          "put one into the pod template");
    }
    String node = Objects.requireNonNull(Objects.requireNonNull(pod.getSpec()).getNodeName());
    String log = "see the agent's log on node \"" + node + "\"";
    return said(EventReasons.MASTER_MISSING)
        .map(message -> TraceStep.failed("interface", message, log))
        .orElseGet(
            () ->
                TraceStep.waiting(
                    "interface",
                    "the kubelet of node \""
                        + node
                        + "\" has the plugin make it; a pod of a controller that has none "
                        + Patience.LIMIT.toMinutes()
                        + " min after it got its node is made anew",
                    log
                        + ", and kubectl -n "
                        + ObjectKey.of(pod).namespace()
                        + " describe pod "
                        + ObjectKey.of(pod).name()));
  }

  private Optional<String> said(String reason) {
    return view.events().stream()
        .filter(event -> reason.equals(event.getReason()))
        .map(CoreV1Event::getMessage)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private TraceStep labels() {
    String wanted = Labels.selectedIp(Objects.requireNonNull(address));
    return wanted.equals(Metadata.labels(pod).get(Labels.SELECTED_IP))
        ? TraceStep.done(
            "labels",
            view.podTimes().label(Labels.SELECTED_IP).orElse(null),
            Labels.SELECTED_IP + "=" + wanted)
        : TraceStep.waiting("labels", "the pod lacks those of its address", operator.next());
  }

  private TraceStep services() {
    Map<ObjectKey, FlatNetworkIP> own = Map.of(ObjectKey.of(pod), Objects.requireNonNull(ip));
    List<String> published = new ArrayList<>();
    for (V1Service service : PublishedAddress.servicesOf(pod, view.services())) {
      String name = ObjectKey.of(service).name();
      for (PublishedAddress wanted : PublishedAddress.wanted(service, List.of(pod), own::get)) {
        Optional<V1EndpointSlice> in =
            view.slices().stream()
                .filter(slice -> PublishedAddress.isOf(slice, ObjectKey.of(service)))
                .filter(slice -> PublishedAddress.in(slice).contains(wanted))
                .findFirst();
        if (in.isEmpty()) {
          return TraceStep.waiting(
              "services", "Service \"" + name + "\" does not publish it yet", operator.next());
        }
        published.add(name + " (" + ObjectKey.of(in.get()).name() + ")");
      }
    }
    return published.isEmpty()
        ? new TraceStep(
            "services",
            TraceStep.State.NONE,
            null,
            "no Service on the flat network selects the pod",
            "")
        : TraceStep.done("services", null, String.join(", ", published));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
