package io.flatnet.webhook;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.WishClaims;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who has what beside one workload, as the cluster has it. Each question costs O(log n). For one
 * judgement; not for use by many threads.
 *
 * <p>The ledger in the subnet's status is written before an address is published, and after it is
 * given back: where it is known, it says whether an address is in use, and the FlatNetworkIPs say
 * by whom. The same holds of the MACs there, but what a FlatNetworkIP says of a MAC counts even if
 * the ledger does not have it: two interfaces with one MAC hurt each other whoever wrote it down.
 */
final class OthersClaims implements WishClaims {
  private final Wisher wisher;
  private final String key;
  private final SubnetFacts facts;
  private final ClusterView cluster;
  private final Set<String> unknown = new TreeSet<>();

  OthersClaims(Wisher wisher, SubnetFacts facts, ClusterView cluster) {
    this.wisher = wisher;
    this.key = wisher.key(cluster);
    this.facts = facts;
    this.cluster = cluster;
  }

  /** The addresses and MACs asked for that somebody uses of whom nothing is known yet. */
  Set<String> unknown() {
    return unknown;
  }

  @Override
  public Optional<String> user(IpAddress address) {
    boolean mayBeUsed = facts.used().map(used -> used.contains(address)).orElse(true);
    if (!mayBeUsed) {
      return Optional.empty(); // a FlatNetworkIP that says otherwise is of a pod that is gone
    }
    Collection<Holder> holders = cluster.holders(wisher.subnet(), address);
    if (holders.isEmpty()
        && facts.used().isPresent()
        && !facts.reservations().isOnly(key, address)) {
      unknown.add(address.toString());
    }
    return another(holders);
  }

  @Override
  public Optional<String> user(MacAddress mac) {
    List<Holder> holders = cluster.holders(mac).stream().filter(this::isOnSameLink).toList();
    if (holders.isEmpty() && facts.usedMacs().contains(mac)) {
      unknown.add(mac.toString());
    }
    return another(holders);
  }

  @Override
  public Optional<String> reservedFor(IpAddress address) {
    return facts.reservations().other(key, address);
  }

  private Optional<String> another(Collection<Holder> holders) {
    return holders.stream()
        .filter(holder -> !wisher.owns(holder, key))
        .map(holder -> "pod " + holder.podKey())
        .min(String::compareTo);
  }

  /** Whether the two could hear each other's frames. A subnet that nobody knows may be anywhere. */
  private boolean isOnSameLink(Holder holder) {
    if (holder.subnet().equals(wisher.subnet())) {
      return true;
    }
    FlatNetworkSubnetSpec ours = facts.subnet().spec();
    return cluster
        .subnet(holder.subnet())
        .map(FlatNetworkSubnet::spec)
        .map(
            theirs ->
                Objects.equals(theirs.getMaster(), ours.getMaster())
                    && orUntagged(theirs.getVlan()) == orUntagged(ours.getVlan()))
        .orElse(true);
  }

  private static int orUntagged(@Nullable Integer vlan) {
    return vlan == null ? 0 : vlan;
  }
}
