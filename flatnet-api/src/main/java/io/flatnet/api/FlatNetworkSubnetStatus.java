package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import java.util.Map;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** What the operator says of a subnet, the ledger of its addresses among it. */
@Value.Immutable
@JsonDeserialize(builder = FlatNetworkSubnetStatus.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface FlatNetworkSubnetStatus extends WireObject, WithFlatNetworkSubnetStatus {
  /** Empty, {@code Active} or {@code Failed}; see {@link Phase}. */
  @Nullable String getPhase();

  /** Why the phase is {@code Failed}. */
  @Nullable String getFailureMessage();

  /** The gateway in use. */
  @Nullable String getGateway();

  /**
   * Addresses in use and the gateway as merged intervals, for people; see {@link
   * #getUsedIPTruncated}.
   */
  @Nullable List<IpRangeSpec> getUsedIP();

  /** The number of addresses of pods, without the gateway. */
  @Nullable Integer getUsedIPCount();

  /** MAC addresses that users asked for. */
  @Nullable List<String> getUsedMac();

  /** Addresses that only the workload {@code <Kind>/<namespace>/<name>} may have. */
  @Nullable Map<String, List<IpRangeSpec>> getReservedIP();

  /**
   * The authoritative set of used addresses in the encoding of {@code io.flatnet.ipam}'s ledger
   * codec; absent in objects that another operator wrote.
   */
  @Nullable String getLedger();

  /** Whether {@link #getUsedIP} shows only the first intervals. */
  @Nullable Boolean getUsedIPTruncated();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes FlatNetworkSubnetStatus objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkSubnetStatus.Builder
      implements WireObject.Builder {}
}
