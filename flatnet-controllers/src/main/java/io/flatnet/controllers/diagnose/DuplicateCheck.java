package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.MacAddress;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and MACs that two FlatNetworkIPs have on one link: one master and VLAN. With ipvlan all
 * pods of a node have the MAC of its parent interface, so MACs say nothing there. Pure.
 */
final class DuplicateCheck {
  private static final String IPVLAN = "ipvlan";
  private static final Comparator<FlatNetworkIP> AGE =
      Comparator.comparing(
              (FlatNetworkIP ip) ->
                  Objects.requireNonNullElse(
                      ip.getMetadata().getCreationTimestamp(), OffsetDateTime.MAX))
          .thenComparing(FlatNetworkIP::key);

  /** What two must not both have. */
  private record OnLink(FaultKind kind, String link, Object value) {}

  private DuplicateCheck() {}

  static Stream<Fault> of(ClusterPicture picture) {
    Map<String, FlatNetworkSubnet> subnets = new HashMap<>();
    picture.subnets().forEach(subnet -> subnets.put(name(subnet), subnet));
    Map<OnLink, FlatNetworkIP> first = new HashMap<>();
    Map<OnLink, List<FlatNetworkIP>> several = new HashMap<>();
    for (FlatNetworkIP ip : picture.addresses()) {
      if (!AddressObjects.isHolding(ip)) {
        continue;
      }
      FlatNetworkSubnet subnet = subnets.get(Objects.requireNonNullElse(ip.spec().getSubnet(), ""));
      for (OnLink thing : things(ip, subnet)) {
        FlatNetworkIP other = first.putIfAbsent(thing, ip);
        if (other != null) {
          several.computeIfAbsent(thing, _ -> new ArrayList<>(List.of(other))).add(ip);
        }
      }
    }
    return several.entrySet().stream().map(entry -> fault(entry.getKey(), entry.getValue()));
  }

  private static List<OnLink> things(FlatNetworkIP ip, @Nullable FlatNetworkSubnet subnet) {
    String link =
        subnet == null
            ? "subnet " + ip.spec().getSubnet()
            : subnet.spec().getMaster()
                + "."
                + Objects.requireNonNullElse(subnet.spec().getVlan(), 0);
    List<OnLink> things = new ArrayList<>(2);
    AddressObjects.published(ip)
        .ifPresent(address -> things.add(new OnLink(FaultKind.DUPLICATE_ADDRESS, link, address)));
    boolean isIpvlan = subnet != null && IPVLAN.equals(subnet.spec().getFlatMode());
    MacAddress mac = isIpvlan ? null : mac(ip.status().getMac());
    if (mac != null) {
      things.add(new OnLink(FaultKind.DUPLICATE_MAC, link, mac));
    }
    return things;
  }

  private static @Nullable MacAddress mac(@Nullable String text) {
    try {
      return text == null || text.isEmpty() ? null : MacAddress.parse(text);
    } catch (AddressFormatException _) {
      return null; // no interface has it
    }
  }

  private static Fault fault(OnLink thing, List<FlatNetworkIP> holders) {
    List<FlatNetworkIP> byAge = holders.stream().sorted(AGE).toList();
    String names = byAge.stream().map(FlatNetworkIP::key).collect(Collectors.joining(", "));
    String uids = byAge.stream().map(Metadata::uid).collect(Collectors.joining(" "));
    FlatNetworkIP youngest = byAge.getLast();
    String delete = Advice.deletePod(youngest.getMetadata());
    return new Fault(
        thing.kind(),
        FlatNetwork.IP_KIND + " " + youngest.key(),
        thing.value() + " " + uids,
        thing.value() + " on " + thing.link() + " is held by " + names,
        thing.kind() == FaultKind.DUPLICATE_ADDRESS
            ? "the operator deletes the younger pod within 10 min; at once: " + delete
            : "delete the younger pod: " + delete);
  }

  private static String name(FlatNetworkSubnet subnet) {
    return Objects.requireNonNullElse(subnet.getMetadata().getName(), "");
  }
}
