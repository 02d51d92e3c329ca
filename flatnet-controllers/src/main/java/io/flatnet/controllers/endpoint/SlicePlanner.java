package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.endpoint.Members.Group;
import io.flatnet.controllers.endpoint.Members.Member;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Packs endpoints into slices. Pure; the same input gives the same output.
 *
 * <p>The way is that of Kubernetes' own controller: endpoints stay in the slices that they are in;
 * new ones go into slices that are to be written anyway, the fullest first; what is left goes into
 * the one other slice that it fills best, or into new slices; a slice that would go and one that
 * would come are one write. Beyond that, slices are merged when there are more than {@link
 * #SPARE_SLICES} above the fewest possible: Kubernetes' never are, so a Service that was large once
 * keeps a hundred slices of one endpoint each.
 *
 * <p>Cost: the number of endpoints, times the number of slices of a group in the worst case.
 */
final class SlicePlanner {
  /** The most endpoints of a slice. */
  static final int MAX_ENDPOINTS = 100;

  /** How many slices a group may have more than it needs before any are merged. */
  static final int SPARE_SLICES = 2;

  /**
   * The writes that make the slices right; none when they are.
   *
   * @param create slices without a name
   * @param update slices at the version that was read
   * @param delete slices that are of no use
   */
  record Plan(
      List<V1EndpointSlice> create, List<V1EndpointSlice> update, List<V1EndpointSlice> delete) {
    Plan {
      create = List.copyOf(create);
      update = List.copyOf(update);
      delete = List.copyOf(delete);
    }

    boolean isEmpty() {
      return create.isEmpty() && update.isEmpty() && delete.isEmpty();
    }
  }

  /** A slice that is being filled. */
  private static final class Bin {
    final String name;
    final V1EndpointSlice slice;
    final List<FlatEndpoint> endpoints = new ArrayList<>();
    boolean changed;

    Bin(String name, V1EndpointSlice slice) {
      this.name = name;
      this.slice = slice;
    }

    int room() {
      return MAX_ENDPOINTS - endpoints.size();
    }
  }

  private final V1Service service;
  private final Map<String, String> labels;
  private final List<V1EndpointSlice> create = new ArrayList<>();
  private final List<V1EndpointSlice> update = new ArrayList<>();
  private final List<V1EndpointSlice> delete = new ArrayList<>();

  private SlicePlanner(V1Service service) {
    this.service = service;
    this.labels = SliceObjects.sliceLabels(service);
  }

  /**
   * Plans for one Service.
   *
   * @param existing our slices of the Service
   * @param members what they are to have
   */
  static Plan plan(V1Service service, List<V1EndpointSlice> existing, List<Member> members) {
    SlicePlanner planner = new SlicePlanner(service);
    Map<Group, List<V1EndpointSlice>> slices = planner.sorted(existing);
    Map<Group, Map<FlatEndpoint.Id, FlatEndpoint>> wanted = new LinkedHashMap<>();
    for (Member member : members) {
      wanted
          .computeIfAbsent(member.group(), _ -> new LinkedHashMap<>())
          .putIfAbsent(member.endpoint().id(), member.endpoint());
    }
    slices.forEach(
        (group, of) -> {
          if (!wanted.containsKey(group)) {
            planner.delete.addAll(of);
          }
        });
    wanted.forEach(
        (group, endpoints) ->
            planner.pack(group, slices.getOrDefault(group, List.of()), endpoints));
    planner.reuse();
    return new Plan(planner.create, planner.update, planner.delete);
  }

  /** Groups the slices; those of an earlier Service and of no family are of no use. */
  private Map<Group, List<V1EndpointSlice>> sorted(List<V1EndpointSlice> existing) {
    Map<Group, List<V1EndpointSlice>> slices = new LinkedHashMap<>();
    existing.stream()
        .filter(slice -> !Metadata.isDeleting(slice))
        .sorted(Comparator.comparing(slice -> String.valueOf(Metadata.of(slice).getName())))
        .forEach(
            slice ->
                SliceObjects.group(slice)
                    .filter(_ -> SliceObjects.isOwned(slice, service))
                    .ifPresentOrElse(
                        group -> slices.computeIfAbsent(group, _ -> new ArrayList<>()).add(slice),
                        () -> delete.add(slice)));
    return slices;
  }

  private void pack(
      Group group, List<V1EndpointSlice> slices, Map<FlatEndpoint.Id, FlatEndpoint> wanted) {
    int count = wanted.size();
    List<Bin> bins = new ArrayList<>();
    for (V1EndpointSlice slice : slices) {
      bins.add(keep(slice, wanted));
    }
    Iterator<FlatEndpoint> rest = List.copyOf(wanted.values()).iterator();
    List<Bin> written = new ArrayList<>(bins.stream().filter(bin -> bin.changed).toList());
    written.sort(Comparator.comparingInt(Bin::room));
    written.forEach(bin -> fill(bin, rest));
    place(rest, group, bins);
    merge(bins, count);
    bins.forEach(this::write);
  }

  /** What stays in a slice; it is taken from what is wanted. */
  private Bin keep(V1EndpointSlice slice, Map<FlatEndpoint.Id, FlatEndpoint> wanted) {
    Bin bin = new Bin(String.valueOf(Metadata.of(slice).getName()), slice);
    bin.changed = !labels.equals(Metadata.labels(slice));
    for (var present : Objects.requireNonNullElse(slice.getEndpoints(), List.<V1Endpoint>of())) {
      FlatEndpoint was = FlatEndpoint.of(present).orElse(null);
      FlatEndpoint is = was == null || bin.room() == 0 ? null : wanted.remove(was.id());
      if (is != null) {
        bin.endpoints.add(is);
      }
      bin.changed |= !Objects.equals(is, was) || is == null;
    }
    return bin;
  }

  private static void fill(Bin bin, Iterator<FlatEndpoint> rest) {
    while (bin.room() > 0 && rest.hasNext()) {
      bin.endpoints.add(rest.next());
      bin.changed = true;
    }
  }

  /** Puts what no written slice had room for into new slices, the last of it where it fits best. */
  private void place(Iterator<FlatEndpoint> rest, Group group, List<Bin> bins) {
    List<FlatEndpoint> left = new ArrayList<>();
    rest.forEachRemaining(left::add);
    for (int from = 0; from < left.size(); from += MAX_ENDPOINTS) {
      List<FlatEndpoint> chunk = left.subList(from, Math.min(left.size(), from + MAX_ENDPOINTS));
      Bin bin =
          bins.stream()
              .filter(candidate -> !candidate.changed && candidate.room() >= chunk.size())
              .min(Comparator.comparingInt(Bin::room))
              .orElseGet(
                  () -> {
                    Bin fresh = new Bin("", SliceObjects.slice(service, group));
                    bins.add(fresh);
                    return fresh;
                  });
      fill(bin, chunk.iterator());
    }
  }

  /** Empties the emptiest slices into the others while there are far more than needed. */
  private static void merge(List<Bin> bins, int endpoints) {
    int most = (endpoints + MAX_ENDPOINTS - 1) / MAX_ENDPOINTS + SPARE_SLICES;
    List<Bin> full =
        new ArrayList<>(bins.stream().filter(bin -> !bin.endpoints.isEmpty()).toList());
    full.sort(Comparator.comparingInt(Bin::room));
    while (full.size() > most) {
      Bin emptiest = full.removeLast();
      Iterator<FlatEndpoint> moving = List.copyOf(emptiest.endpoints).iterator();
      emptiest.endpoints.clear();
      emptiest.changed = true;
      full.forEach(bin -> fill(bin, moving));
    }
  }

  private void write(Bin bin) {
    if (bin.endpoints.isEmpty()) {
      if (!bin.name.isEmpty()) {
        delete.add(bin.slice);
      }
    } else if (bin.changed) {
      (bin.name.isEmpty() ? create : update).add(slice(bin));
    }
  }

  private V1EndpointSlice slice(Bin bin) {
    V1EndpointSlice slice =
        new V1EndpointSlice()
            .apiVersion(SliceObjects.API_VERSION)
            .kind(SliceObjects.KIND)
            .addressType(bin.slice.getAddressType())
            .ports(bin.slice.getPorts())
            .endpoints(bin.endpoints.stream().map(FlatEndpoint::inSlice).toList());
    return bin.name.isEmpty()
        ? slice.metadata(bin.slice.getMetadata())
        : slice.metadata(at(bin.slice));
  }

  /** The metadata of a slice as it is to be written in place of the one that was read. */
  private V1ObjectMeta at(V1EndpointSlice old) {
    V1ObjectMeta was = Metadata.of(old);
    return new V1ObjectMeta()
        .namespace(was.getNamespace())
        .name(was.getName())
        .generateName(was.getGenerateName())
        .uid(was.getUid())
        .resourceVersion(was.getResourceVersion())
        .annotations(was.getAnnotations())
        .labels(labels)
        .ownerReferences(List.of(SliceObjects.owner(service)));
  }

  /** A slice that goes and one of its family that comes are one write: ports may be changed. */
  private void reuse() {
    Map<String, List<V1EndpointSlice>> free = new HashMap<>();
    delete.stream()
        .filter(slice -> SliceObjects.isOwned(slice, service))
        .forEach(
            slice ->
                free.computeIfAbsent(String.valueOf(slice.getAddressType()), _ -> new ArrayList<>())
                    .add(slice));
    Iterator<V1EndpointSlice> fresh = create.iterator();
    while (fresh.hasNext()) {
      V1EndpointSlice slice = fresh.next();
      List<V1EndpointSlice> candidates =
          free.getOrDefault(String.valueOf(slice.getAddressType()), List.of());
      if (!candidates.isEmpty()) {
        V1EndpointSlice old = candidates.removeFirst();
        delete.remove(old);
        fresh.remove();
        update.add(slice.metadata(at(old)));
      }
    }
  }
}
