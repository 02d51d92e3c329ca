package io.flatnet.controllers.ledger;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a workload's wish to reserve addresses, once it is written.
 *
 * @param subnet the subnet's name
 * @param workload {@code <Kind>/<namespace>/<name>}
 * @param reserved what the workload has reserved now
 * @param elders of the addresses wished, those that another workload has reserved, and which
 * @param holders of the addresses wished, those that a pod holds, and its {@code namespace/name};
 *     pods of the workload itself are among them
 */
public record Reservation(
    String subnet,
    String workload,
    RangeSet reserved,
    SortedMap<IpAddress, String> elders,
    SortedMap<IpAddress, String> holders) {
  /** Copies the maps, which then cannot be changed. */
  public Reservation {
    elders = Collections.unmodifiableSortedMap(new TreeMap<>(elders));
    holders = Collections.unmodifiableSortedMap(new TreeMap<>(holders));
  }
}
