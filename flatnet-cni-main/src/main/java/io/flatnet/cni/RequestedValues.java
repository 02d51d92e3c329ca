package io.flatnet.cni;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MACs and addresses that a runtime asks for by itself: {@code runtimeConfig}, {@code args.cni} and
 * CNI_ARGS. Addresses are the ledger's, so that what is asked must be what the ledger gave.
 */
final class RequestedValues {
  private final Claim claim;

  private RequestedValues(Claim claim) {
    this.claim = claim;
  }

  /**
   * Goes on only if everything asked for agrees with the claim.
   *
   * @throws CniFailure with code 7, or 4 for CNI_ARGS, if something does not
   */
  static void requireAgree(CniCall call, PluginConfig config, Claim claim) throws CniFailure {
    RequestedValues values = new RequestedValues(claim);
    values.check("runtimeConfig", config.document().getRuntimeConfig());
    JsonNode args = config.document().getOtherFields().get("args");
    values.check("args.cni", args == null ? null : args.path("cni"));
    Map<String, String> arguments = call.arguments();
    values.checkMac("CNI_ARGS MAC", arguments.getOrDefault("MAC", ""));
    values.checkIp("CNI_ARGS IP", arguments.getOrDefault("IP", ""));
  }

  private void check(String where, @Nullable JsonNode object) throws CniFailure {
    if (object == null) {
      return;
    }
    checkMac(where + ".mac", object.path("mac").asText(""));
    for (JsonNode ip : object.path("ips")) {
      checkIp(where + ".ips", ip.asText(""));
    }
  }

  private void checkMac(String where, String text) throws CniFailure {
    if (text.isEmpty()) {
      return;
    }
    try {
      if (MacAddress.parse(text).toString().equals(claim.mac())) {
        return;
      }
    } catch (AddressFormatException e) {
      throw refused(where, text, String.valueOf(e.getMessage()));
    }
    String given = claim.mac().isEmpty() ? "none" : claim.mac();
    throw refused(where, text, "the FlatNetworkIP \"%s\" has MAC %s".formatted(claim.key(), given));
  }

  private void checkIp(String where, String text) throws CniFailure {
    if (text.isEmpty()) {
      return;
    }
    int slash = text.indexOf('/');
    try {
      IpAddress asked = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
      if (asked.toString().equals(claim.address())) {
        return;
      }
    } catch (AddressFormatException e) {
      throw refused(where, text, String.valueOf(e.getMessage()));
    }
    throw refused(
        where,
        text,
        "the FlatNetworkIP \"%s\" has address %s".formatted(claim.key(), claim.address()));
  }

  private static CniFailure refused(String where, String text, String reason) {
    return new CniFailure(
        where.startsWith("CNI_ARGS")
            ? WellKnownError.INVALID_ENVIRONMENT
            : WellKnownError.INVALID_CONFIG,
        "cannot obey %s \"%s\": %s; ask by the pod's annotations flatnetwork.pandaria.io/ip and flatnetwork.pandaria.io/mac"
            .formatted(where, text, reason));
  }
}
