package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.endpoint.Selectors;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each object when the cluster goes back to the reference, which knows neither our
 * ledger nor our finalizers nor where we keep selectors. Pure.
 */
final class HandBackPlanner {
  /** Who made an EndpointSlice; ours have the operator's name. */
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  private static final String OUR_SLICES = "flatnet-operator";

  private HandBackPlanner() {}

  /**
   * Who leads now; empty when nobody does.
   *
   * @param lease the Lease of the operators
   */
  static Optional<String> leader(JsonObject lease, Instant now) {
    JsonObject spec = Json.object(lease, "spec");
    String holder = Json.text(spec, "holderIdentity");
    if (holder.isEmpty() || !(spec.get("leaseDurationSeconds") instanceof JsonPrimitive seconds)) {
      return Optional.empty();
    }
    try {
      Instant end =
          Instant.parse(Json.text(spec, "renewTime")).plus(Duration.ofSeconds(seconds.getAsLong()));
      return end.isAfter(now)
          ? Optional.of("\"%s\" until %s".formatted(holder, end))
          : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty(); // never renewed
    }
  }

  /** Whether a FlatNetworkIP goes as soon as our finalizer does. */
  static boolean isLeaving(JsonObject ip) {
    return Json.isDeleting(ip) && otherFinalizers(ip, FlatNetwork.ADDRESS_FINALIZER).isEmpty();
  }

  /**
   * Why the cluster cannot be handed back yet because of a FlatNetworkIP: what the reference has no
   * word for is that an address is on its way out while its pod may still use it.
   *
   * @param pods UIDs of the pods that exist
   */
  static Optional<String> blocker(JsonObject ip, Set<String> pods) {
    String pod = Json.text(Json.object(ip, "spec"), "podId");
    return isLeaving(ip) && pods.contains(pod)
        ? Optional.of("FlatNetworkIP \"" + Json.key(ip) + "\": deleted, and its pod is still there")
        : Optional.empty();
  }

  /** The addresses of FlatNetworkIPs that stay, by subnet. */
  static Map<String, RangeSet> used(List<JsonObject> ips) {
    Map<String, RangeSet> used = new TreeMap<>();
    for (JsonObject ip : ips) {
      String address = Json.text(Json.object(ip, "status"), "addr");
      if (!address.isEmpty() && !isLeaving(ip)) {
        used.merge(
            Json.text(Json.object(ip, "spec"), "subnet"),
            RangeSet.empty().with(IpAddress.parse(address)),
            RangeSet::union);
      }
    }
    return used;
  }

  /** Takes our finalizer off an object; empty when it is not there. */
  static Optional<Change> withoutFinalizer(
      ResourceType<?> type, JsonObject object, String finalizer) {
    List<String> others = otherFinalizers(object, finalizer);
    if (others.size() == finalizers(object).size()) {
      return Optional.empty();
    }
    JsonArray left = new JsonArray();
    others.forEach(left::add);
    JsonObject patch = new JsonObject();
    Json.put(patch, left, "metadata", "finalizers");
    return Optional.of(Change.of(type, object, patch, false, List.of()));
  }

  /**
   * Writes what is used whole, with the gateway as the reference does, and takes our ledger away:
   * it would be old when the cluster comes back to us. Empty when that is how it is.
   *
   * @param used the addresses of the subnet's FlatNetworkIPs
   */
  static Optional<Change> status(JsonObject subnet, RangeSet used) {
    JsonObject before = Json.object(subnet, "status");
    String gateway = Json.text(before, "gateway");
    RangeSet shown = gateway.isEmpty() ? used : used.with(IpAddress.parse(gateway));
    RangeSet pods = gateway.isEmpty() ? used : used.without(IpAddress.parse(gateway));
    JsonObject status = new JsonObject();
    JsonArray ranges = new JsonArray();
    for (IpRange range : shown.ranges()) {
      ranges.add(Json.of(Map.of("from", range.from().toString(), "to", range.to().toString())));
    }
    put(status, before, "usedIP", ranges.isEmpty() ? JsonNull.INSTANCE : ranges);
    put(status, before, "usedIPCount", new JsonPrimitive(pods.addressCount()));
    put(status, before, "usedIPTruncated", JsonNull.INSTANCE);
    put(status, before, "ledger", JsonNull.INSTANCE);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    JsonObject patch = new JsonObject();
    patch.add("status", status);
    return Optional.of(
        Change.of(ResourceType.FLAT_NETWORK_SUBNETS, subnet, patch, false, List.of()));
  }

  private static void put(JsonObject patch, JsonObject before, String name, JsonElement value) {
    @Nullable JsonElement old = before.get(name);
    boolean isNothing = value.isJsonNull() || isZero(value);
    boolean same = (old == null || old.isJsonNull()) ? isNothing : value.equals(old);
    if (!same) {
      patch.add(name, value);
    }
  }

  private static boolean isZero(JsonElement value) {
    return value instanceof JsonPrimitive number
        && number.isNumber()
        && number.getAsBigInteger().equals(BigInteger.ZERO);
  }

  /** Puts the selector that we keep in an annotation back into the spec. */
  static Plan service(JsonObject service) {
    String kept = Json.text(Json.object(service, "metadata", "annotations"), Annotations.SELECTOR);
    if (kept.isEmpty() || Json.isDeleting(service)) {
      return new Plan.Nothing();
    }
    Optional<Map<String, String>> selector = Selectors.parse(kept);
    if (selector.isEmpty()) {
      return new Plan.Skip(
          "cannot read annotation %s \"%s\"; write the selector into spec.selector, and take the annotation off"
              .formatted(Annotations.SELECTOR, kept),
          true);
    }
    JsonObject patch = new JsonObject();
    Json.put(patch, JsonNull.INSTANCE, "metadata", "annotations", Annotations.SELECTOR);
    if (Json.object(service, "spec", "selector").isEmpty()) {
      Json.put(patch, Json.of(selector.get()), "spec", "selector");
    }
    return new Plan.Write(Change.of(ResourceType.SERVICES, service, patch, false, List.of()));
  }

  /**
   * The same for a headless Service that was given a second family while it had no selector, which
   * a cluster of one family refuses with a selector.
   */
  static Change singleStack(Change change) {
    JsonObject before = change.before() == null ? new JsonObject() : change.before();
    JsonObject patch = new JsonObject();
    Json.put(patch, JsonNull.INSTANCE, "metadata", "annotations", Annotations.SELECTOR);
    Json.put(patch, Json.object(change.after(), "spec", "selector"), "spec", "selector");
    Json.put(patch, new JsonPrimitive("SingleStack"), "spec", "ipFamilyPolicy");
    return Change.of(ResourceType.SERVICES, before, patch, false, List.of());
  }

  /** Whether an EndpointSlice is of this operator: nobody else would ever change it again. */
  static boolean isOurs(JsonObject slice) {
    return OUR_SLICES.equals(Json.text(Json.object(slice, "metadata", "labels"), MANAGED_BY));
  }

  private static List<String> finalizers(JsonObject object) {
    List<String> finalizers = new ArrayList<>();
    if (Json.metadata(object).get("finalizers") instanceof JsonArray all) {
      all.forEach(finalizer -> finalizers.add(finalizer.getAsString()));
    }
    return finalizers;
  }

  private static List<String> otherFinalizers(JsonObject object, String ours) {
    return finalizers(object).stream().filter(finalizer -> !finalizer.equals(ours)).toList();
  }
}
