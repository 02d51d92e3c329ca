package io.flatnet.api;

import io.flatnet.api.wire.WireObject;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what is on the wire of a subnet into values of the core, and ranges back. */
public final class SubnetValues {
  private SubnetValues() {}

  /**
   * The subnet as the core judges it. Look at {@link #shapeFindings} first: a malformed field is
   * absent in the draft, and an absent range means the whole network.
   */
  public static SubnetDraft draft(FlatNetworkSubnet subnet) {
    FlatNetworkSubnetSpec spec = subnet.spec();
    String name = subnet.getMetadata().getName();
    return new SubnetDraft(
        name != null ? name : "",
        spec.getFlatMode(),
        spec.getMaster(),
        spec.getVlan(),
        spec.getCidr(),
        spec.getMode(),
        spec.getIpvlanFlag(),
        spec.getGateway(),
        orEmpty(spec.getRanges()).stream()
            .map(r -> new SubnetDraft.Range(r.getFrom(), r.getTo()))
            .toList(),
        orEmpty(spec.getRoutes()).stream()
            .map(
                r ->
                    new SubnetDraft.Route(
                        r.getDev(), r.getDst(), r.getSrc(), r.getVia(), r.getPriority()))
            .toList());
  }

  /**
   * The fields of the spec that hold JSON of an unexpected shape. The CRD's schema lets none
   * through; without it they must not be taken for absent.
   */
  public static List<Finding> shapeFindings(FlatNetworkSubnet subnet) {
    List<Finding> findings = new ArrayList<>();
    addShapes("", subnet, findings);
    FlatNetworkSubnetSpec spec = subnet.spec();
    addShapes("spec.", spec, findings);
    List<IpRangeSpec> ranges = orEmpty(spec.getRanges());
    for (int i = 0; i < ranges.size(); i++) {
      addShapes("spec.ranges[" + i + "].", ranges.get(i), findings);
    }
    List<RouteSpec> routes = orEmpty(spec.getRoutes());
    for (int i = 0; i < routes.size(); i++) {
      addShapes("spec.routes[" + i + "].", routes.get(i), findings);
    }
    RouteSettings settings = spec.getRouteSettings();
    if (settings != null) {
      addShapes("spec.routeSettings.", settings, findings);
    }
    return findings;
  }

  private static void addShapes(String path, WireObject part, List<Finding> findings) {
    for (String field : part.malformedFields().stream().sorted().toList()) {
      findings.add(
          new Finding(
              path + field,
              String.valueOf(part.getOtherFields().get(field)),
              "has the wrong JSON type",
              "see 'kubectl explain flatnetworksubnet." + path + field + "'"));
    }
  }

  /**
   * Ranges as a set; null and no ranges are the empty set.
   *
   * @throws AddressFormatException if an end is absent or no address
   * @throws IllegalArgumentException if a range goes downwards or mixes families
   */
  public static RangeSet ranges(@Nullable List<IpRangeSpec> ranges) {
    return RangeSet.copyOf(
        orEmpty(ranges).stream()
            .map(range -> new IpRange(end(range.getFrom()), end(range.getTo())))
            .toList());
  }

  private static IpAddress end(@Nullable String text) {
    return IpAddress.parse(text != null ? text : "");
  }

  /** A set as ranges in ascending order. */
  public static List<IpRangeSpec> wire(RangeSet set) {
    return set.ranges().stream().map(SubnetValues::wire).toList();
  }

  /** One range. */
  public static IpRangeSpec wire(IpRange range) {
    return IpRangeSpec.builder().from(range.from().toString()).to(range.to().toString()).build();
  }

  /**
   * The reservations of a subnet's status by {@code <Kind>/<namespace>/<name>}.
   *
   * @throws IllegalArgumentException if one cannot be read; it names the workload
   */
  public static Map<String, RangeSet> reservations(FlatNetworkSubnetStatus status) {
    Map<String, RangeSet> reservations = new LinkedHashMap<>();
    Map<String, List<IpRangeSpec>> reserved = status.getReservedIP();
    if (reserved != null) {
      reserved.forEach(
          (workload, ranges) -> reservations.put(workload, reserved(workload, ranges)));
    }
    return reservations;
  }

  private static RangeSet reserved(String workload, List<IpRangeSpec> ranges) {
    try {
      return ranges(ranges);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot read status.reservedIP of \"" + workload + "\": " + e.getMessage(), e);
    }
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list != null ? list : List.of();
  }
}
