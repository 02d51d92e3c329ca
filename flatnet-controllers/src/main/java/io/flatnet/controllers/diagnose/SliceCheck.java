package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.endpoint.EndpointReconciler;
import io.flatnet.controllers.endpoint.FlatPods;
import io.flatnet.controllers.endpoint.PublishedAddress;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the operator's EndpointSlices publish against what pods have. Pure. */
final class SliceCheck {
  private final Map<ObjectKey, List<V1EndpointSlice>> slices = new HashMap<>();
  private final Map<String, List<V1Pod>> pods = new HashMap<>();
  private final Map<ObjectKey, FlatNetworkIP> addresses = new HashMap<>();

  private SliceCheck(ClusterPicture picture) {
    for (V1EndpointSlice slice : picture.slices()) {
      if (!Metadata.isDeleting(slice)) {
        EndpointReconciler.serviceOf(slice)
            .ifPresent(
                service -> slices.computeIfAbsent(service, _ -> new ArrayList<>()).add(slice));
      }
    }
    picture.addresses().forEach(ip -> addresses.put(ObjectKey.of(ip), ip));
    picture.pods().stream()
        .filter(FlatPods::takesPart)
        .forEach(
            pod ->
                pods.computeIfAbsent(ObjectKey.of(pod).namespace(), _ -> new ArrayList<>())
                    .add(pod));
  }

  static Stream<Fault> of(ClusterPicture picture) {
    SliceCheck check = new SliceCheck(picture);
    List<Fault> faults = new ArrayList<>();
    for (V1Service service : picture.services()) {
      if (PublishedAddress.isPublishing(service) && !Metadata.isDeleting(service)) {
        check.look(service, faults);
      }
    }
    check.slices.forEach( // those of published Services are out by now
        (service, left) -> left.forEach(slice -> check.without(service, slice, faults)));
    return faults.stream();
  }

  private void look(V1Service service, List<Fault> faults) {
    ObjectKey key = ObjectKey.of(service);
    Set<PublishedAddress> wanted =
        PublishedAddress.wanted(
            service, pods.getOrDefault(key.namespace(), List.of()), addresses::get);
    List<V1EndpointSlice> own = slices.remove(key);
    Set<PublishedAddress> present = new HashSet<>();
    for (V1EndpointSlice slice : own == null ? List.<V1EndpointSlice>of() : own) {
      for (PublishedAddress endpoint : PublishedAddress.in(slice)) {
        present.add(endpoint);
        if (!wanted.contains(endpoint)) {
          faults.add(stale(slice, endpoint));
        }
      }
    }
    for (PublishedAddress endpoint : wanted) {
      if (!present.contains(endpoint)) {
        faults.add(missing(key, endpoint));
      }
    }
  }

  private void without(ObjectKey service, V1EndpointSlice slice, List<Fault> faults) {
    faults.add(
        new Fault(
            FaultKind.STALE_ENDPOINT,
            "EndpointSlice " + ObjectKey.of(slice),
            Metadata.uid(slice),
            "it is of Service " + service + ", which is gone or not on the flat network",
            "the operator deletes it; " + Advice.LEADER));
  }

  private static Fault stale(V1EndpointSlice slice, PublishedAddress endpoint) {
    return new Fault(
        FaultKind.STALE_ENDPOINT,
        "EndpointSlice " + ObjectKey.of(slice),
        endpoint.address() + " " + endpoint.podUid(),
        "it publishes "
            + endpoint.address()
            + " for pod "
            + endpoint.pod()
            + ", which does not have that address",
        "the operator takes it out; " + Advice.LEADER);
  }

  private static Fault missing(ObjectKey service, PublishedAddress endpoint) {
    return new Fault(
        FaultKind.MISSING_ENDPOINT,
        "Service " + service,
        endpoint.address() + " " + endpoint.podUid(),
        "no slice of it publishes " + endpoint.address() + " of pod " + endpoint.pod(),
        "the operator publishes it; " + Advice.LEADER);
  }
}
