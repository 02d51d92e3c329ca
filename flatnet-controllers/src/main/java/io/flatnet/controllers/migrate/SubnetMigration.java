package io.flatnet.controllers.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.RouteSettings;
import io.flatnet.api.RouteSpec;
import io.flatnet.api.SubnetValues;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.macvlan.MacvlanDefaultGateway;
import io.flatnet.api.macvlan.MacvlanRange;
import io.flatnet.api.macvlan.MacvlanRoute;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.api.macvlan.MacvlanSubnetSpec;
import io.flatnet.api.wire.WireJson;
import io.flatnet.api.wire.WireObject;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.SubnetCheck;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What becomes of a MacvlanSubnet: a FlatNetworkSubnet of the same name. Pure. */
public final class SubnetMigration {
  /** What {@code kubectl apply} compares with. */
  static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final String FLAT_INTERFACE = "eth1";

  private SubnetMigration() {}

  /**
   * Plans for one subnet.
   *
   * @param json the MacvlanSubnet as the API server sent it
   * @param others all FlatNetworkSubnets that there are, and that are planned before this one
   */
  public static Plan plan(JsonObject json, Collection<FlatNetworkSubnet> others) {
    MacvlanSubnet old;
    try {
      old = WireJson.read(json.toString(), MacvlanSubnet.class);
    } catch (JsonProcessingException e) {
      return new Plan.Skip("it cannot be read: " + e.getOriginalMessage(), true);
    }
    String name = Json.text(Json.metadata(json), "name");
    if (others.stream().anyMatch(other -> name.equals(other.getMetadata().getName()))) {
      return new Plan.Skip(
          "there is a FlatNetworkSubnet of that name already; it stays as it is", false);
    }
    List<String> shapes = shapes(old);
    if (!shapes.isEmpty()) {
      return new Plan.Skip("it cannot be read: " + String.join("; ", shapes), true);
    }
    FlatNetworkSubnet subnet = convert(old);
    List<Finding> findings = new ArrayList<>(SubnetValues.shapeFindings(subnet));
    findings.addAll(
        SubnetCheck.check(
            SubnetValues.draft(subnet), others.stream().map(SubnetValues::draft).toList()));
    if (!findings.isEmpty()) {
      return new Plan.Skip(
          "it would be no legal FlatNetworkSubnet: "
              + String.join("; ", findings.stream().map(Finding::toString).toList()),
          true);
    }
    return new Plan.Write(
        Change.create(ResourceType.FLAT_NETWORK_SUBNETS, tree(subnet), notes(old, subnet)));
  }

  private static JsonObject tree(FlatNetworkSubnet subnet) {
    return JsonParser.parseString(WireJson.tree(subnet).toString()).getAsJsonObject();
  }

  /** The new subnet, legal or not. */
  static FlatNetworkSubnet convert(MacvlanSubnet old) {
    MacvlanSubnetSpec spec = old.spec();
    FlatNetworkSubnetSpec.Builder builder =
        FlatNetworkSubnetSpec.builder()
            .flatMode("macvlan")
            .master(spec.getMaster())
            .vlan(Objects.requireNonNullElse(spec.getVlan(), 0))
            .cidr(normal(spec.getCidr()))
            .mode(absentIfEmpty(spec.getMode()))
            .gateway(absentIfEmpty(spec.getGateway()));
    List<MacvlanRange> ranges = Objects.requireNonNullElse(spec.getRanges(), List.of());
    if (!ranges.isEmpty()) {
      builder.ranges(ranges.stream().map(SubnetMigration::range).toList());
    }
    List<MacvlanRoute> routes = Objects.requireNonNullElse(spec.getRoutes(), List.of());
    if (!routes.isEmpty()) {
      builder.routes(routes.stream().map(SubnetMigration::route).toList());
    }
    @Nullable RouteSettings settings = settings(spec.getPodDefaultGateway());
    if (settings != null) {
      builder.routeSettings(settings);
    }
    return FlatNetworkSubnet.builder().metadata(metadata(old)).spec(builder.build()).build();
  }

  private static V1ObjectMeta metadata(MacvlanSubnet old) {
    Map<String, String> annotations = new TreeMap<>(Metadata.annotations(old));
    annotations.remove(LAST_APPLIED); // it is of another kind, and kubectl would believe it
    Map<String, @Nullable String> changes = OldNames.annotations(annotations);
    changes.forEach(
        (name, value) -> {
          if (value == null) {
            annotations.remove(name);
          } else {
            annotations.put(name, value);
          }
        });
    Map<String, String> labels = new TreeMap<>(Metadata.labels(old));
    labels.keySet().removeAll(Macvlan.LABELS);
    return new V1ObjectMeta()
        .namespace(FlatNetwork.NAMESPACE)
        .name(old.getMetadata().getName())
        .labels(labels.isEmpty() ? null : labels)
        .annotations(annotations.isEmpty() ? null : annotations)
        .finalizers(null)
        .ownerReferences(null)
        .managedFields(null);
  }

  private static IpRangeSpec range(MacvlanRange range) {
    return IpRangeSpec.builder()
        .from(stripped(range.getRangeStart()))
        .to(stripped(range.getRangeEnd()))
        .build();
  }

  private static RouteSpec route(MacvlanRoute route) {
    @Nullable String dev = absentIfEmpty(route.getIface());
    return RouteSpec.builder()
        .dev(dev == null ? FLAT_INTERFACE : dev)
        .dst(stripped(route.getDst()))
        .via(absentIfEmpty(route.getGw()))
        .build();
  }

  private static @Nullable RouteSettings settings(@Nullable MacvlanDefaultGateway old) {
    if (old == null || !Boolean.TRUE.equals(old.getEnable())) {
      return null;
    }
    RouteSettings.Builder settings = RouteSettings.builder().flatNetworkDefaultGateway(true);
    return absentIfEmpty(old.getServiceCidr()) == null
        ? settings.build()
        : settings.addServiceCIDR(true).build();
  }

  /** {@code 10.0.0.7/24} as {@code 10.0.0.0/24}; what is no prefix stays, to be refused by name. */
  private static @Nullable String normal(@Nullable String cidr) {
    String text = stripped(cidr);
    try {
      return text == null ? null : IpPrefix.parse(text).toString();
    } catch (AddressFormatException _) {
      return text;
    }
  }

  private static @Nullable String stripped(@Nullable String text) {
    return text == null ? null : text.strip();
  }

  private static @Nullable String absentIfEmpty(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  // ---- what cannot be read, and what is not carried over

  private static List<String> shapes(MacvlanSubnet old) {
    List<String> found = new ArrayList<>();
    addShapes("", old, found);
    MacvlanSubnetSpec spec = old.spec();
    addShapes("spec.", spec, found);
    forEach(spec.getRanges(), (range, i) -> addShapes("spec.ranges[" + i + "].", range, found));
    forEach(spec.getRoutes(), (route, i) -> addShapes("spec.routes[" + i + "].", route, found));
    MacvlanDefaultGateway gateway = spec.getPodDefaultGateway();
    if (gateway != null) {
      addShapes("spec.podDefaultGateway.", gateway, found);
    }
    return found;
  }

  private static void addShapes(String path, WireObject object, List<String> found) {
    for (String field : new TreeSet<>(object.malformedFields())) {
      JsonNode value = object.getOtherFields().get(field);
      found.add(path + field + " has a value of another kind than is expected, got " + value);
    }
  }

  private interface Indexed<T> {
    void accept(T element, int index);
  }

  private static <T> void forEach(@Nullable List<T> list, Indexed<T> action) {
    List<T> all = Objects.requireNonNullElse(list, List.of());
    for (int i = 0; i < all.size(); i++) {
      action.accept(all.get(i), i);
    }
  }

  private static List<String> notes(MacvlanSubnet old, FlatNetworkSubnet subnet) {
    List<String> notes = new ArrayList<>();
    MacvlanSubnetSpec spec = old.spec();
    Long rest = spec.getIpDelayReuse();
    if (rest != null && rest > 0) {
      notes.add(
          "ipDelayReuse of "
              + rest
              + " s is not kept: an address is free again when its pod is gone");
    }
    MacvlanDefaultGateway gateway = spec.getPodDefaultGateway();
    if (gateway != null
        && Boolean.TRUE.equals(gateway.getEnable())
        && absentIfEmpty(gateway.getServiceCidr()) != null) {
      notes.add(
          "serviceCidr "
              + gateway.getServiceCidr()
              + " becomes addServiceCIDR: see that it is the operator's FLAT_NETWORK_SERVICE_CIDR");
    }
    spec.getOtherFields().entrySet().stream()
        .filter(field -> !field.getValue().isNull())
        .forEach(field -> notes.add("spec." + field.getKey() + " is not known and not kept"));
    SubnetCheck.warnings(SubnetValues.draft(subnet)).forEach(w -> notes.add(w.toString()));
    return notes;
  }
}
