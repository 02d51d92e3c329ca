package io.flatnet.controllers.pod;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.MacAddress;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is to be done for a pod. Pure. */
final class PodPlanner {
  private PodPlanner() {}

  /**
   * What is known about one name.
   *
   * @param pod the pod, or null when there is none
   * @param ip the FlatNetworkIP of that name, or null
   * @param subnet the subnet that the pod names, or null when it is unknown
   * @param project the project of the namespace, or null
   * @param workload the pod's workload, {@code <Kind>/<namespace>/<name>}, or null
   */
  record View(
      @Nullable V1Pod pod,
      @Nullable FlatNetworkIP ip,
      @Nullable FlatNetworkSubnet subnet,
      @Nullable String project,
      @Nullable String workload) {}

  /** The actions, in their order; none when all is as it should be. */
  static List<PodAction> plan(View view) {
    V1Pod pod = view.pod();
    FlatNetworkIP ip = view.ip();
    if (pod == null) {
      return List.of(); // the ip controller sees to what gone pods leave
    }
    if (isGoing(pod)) {
      return ip == null || Metadata.isDeleting(ip)
          ? List.of()
          : List.of(new PodAction.Delete(Metadata.uid(ip), "its pod is going"));
    }
    String podUid = Metadata.uid(pod);
    if (ip != null && !podUid.equals(ip.spec().getPodId())) {
      return Metadata.isDeleting(ip)
          ? List.of() // its end is an event that leads here again
          : List.of(new PodAction.Delete(Metadata.uid(ip), "it is of an earlier pod"));
    }
    return switch (FlatNetworkWish.of(Metadata.annotations(pod))) {
      case FlatNetworkWish.None _ -> List.of();
      case FlatNetworkWish.Malformed malformed ->
          List.of(new PodAction.Warn(podUid, malformed.message()));
      case FlatNetworkWish.Wanted wish ->
          ip == null
              ? List.of(
                  new PodAction.Create(
                      Claims.of(pod, wish, view.subnet(), view.project(), view.workload())))
              : update(pod, ip, wish, view);
    };
  }

  /** Whether the pod is on its way out, or its containers have ended for good. */
  static boolean isGoing(V1Pod pod) {
    return Metadata.isDeleting(pod) || PodPresence.isEnded(pod);
  }

  private static List<PodAction> update(
      V1Pod pod, FlatNetworkIP ip, FlatNetworkWish.Wanted wish, View view) {
    if (Metadata.isDeleting(ip)) {
      return List.of();
    }
    List<PodAction> actions = new ArrayList<>();
    boolean moves = !wish.subnet().equals(ip.spec().getSubnet());
    if (moves && AddressObjects.published(ip).isPresent()) {
      actions.add(
          new PodAction.Note(
              Metadata.uid(pod),
              "the pod has an address of subnet \""
                  + ip.spec().getSubnet()
                  + "\" and keeps it; an address of subnet \""
                  + wish.subnet()
                  + "\" is for the next pod"));
    } else if (!Claims.asksFor(ip.spec(), wish)) {
      actions.add(new PodAction.Update(ip.withSpec(Claims.wishing(ip.spec(), wish))));
    }
    Map<String, String> labels =
        missing(
            Claims.labels(pod, moves ? keeping(ip, wish) : wish, view.project(), view.workload()),
            ip);
    if (!labels.isEmpty() && actions.isEmpty()) {
      actions.add(new PodAction.LabelAddress(labels));
    }
    if (AddressObjects.isActive(ip)) {
      Map<String, String> onPod = missing(podLabels(pod, ip, wish, view.subnet()), pod);
      if (!onPod.isEmpty()) {
        actions.add(new PodAction.LabelPod(Metadata.uid(pod), onPod));
      }
    }
    return actions;
  }

  private static FlatNetworkWish.Wanted keeping(FlatNetworkIP ip, FlatNetworkWish.Wanted wish) {
    String subnet = Objects.requireNonNullElse(ip.spec().getSubnet(), wish.subnet());
    return new FlatNetworkWish.Wanted(subnet, wish.addresses(), wish.macs());
  }

  private static Map<String, String> podLabels(
      V1Pod pod,
      FlatNetworkIP ip,
      FlatNetworkWish.Wanted wish,
      @Nullable FlatNetworkSubnet subnet) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(Labels.SUBNET, Objects.requireNonNullElse(ip.spec().getSubnet(), ""));
    AddressObjects.published(ip)
        .ifPresent(address -> labels.put(Labels.SELECTED_IP, Labels.selectedIp(address)));
    String asked = Metadata.annotations(pod).get(Annotations.MAC);
    labels.put(Labels.SELECTED_MAC, Labels.selectedMac(asked, mac(ip)));
    labels.put(Labels.IP_TYPE, wish.type().label());
    String flatMode = subnet == null ? null : subnet.spec().getFlatMode();
    if (flatMode != null) {
      labels.put(Labels.FLAT_MODE, flatMode);
    }
    labels.values().removeIf(value -> !Labels.isValue(value));
    return labels;
  }

  private static @Nullable MacAddress mac(FlatNetworkIP ip) {
    String mac = ip.status().getMac();
    if (mac == null || mac.isEmpty()) {
      return null;
    }
    try {
      return MacAddress.parse(mac);
    } catch (AddressFormatException _) {
      return null; // not written by the plugin
    }
  }

  private static Map<String, String> missing(Map<String, String> wanted, KubernetesObject object) {
    Map<String, String> present = Metadata.labels(object);
    Map<String, String> missing = new TreeMap<>(wanted);
    missing.entrySet().removeIf(label -> label.getValue().equals(present.get(label.getKey())));
    return missing;
  }
}
