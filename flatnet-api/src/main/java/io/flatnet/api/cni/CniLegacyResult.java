package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The success result of ADD in spec versions 0.1.0 and 0.2.0: one address of each family. */
@Value.Immutable
@JsonDeserialize(builder = CniLegacyResult.Builder.class)
public interface CniLegacyResult extends WireObject, WithCniLegacyResult {
  /** The spec version that the result is in. */
  @Nullable String getCniVersion();

  /** The IPv4 address. */
  @Nullable CniLegacyIp getIp4();

  /** The IPv6 address. */
  @Nullable CniLegacyIp getIp6();

  /** Name resolution. */
  @Nullable CniDns getDns();

  /** What these versions can say of a result: the first address of each family, and its routes. */
  static CniLegacyResult of(CniResult result, CniSpecVersion version) {
    return builder()
        .cniVersion(version.text())
        .ip4(ip(result, false).orElse(null))
        .ip6(ip(result, true).orElse(null))
        .dns(result.getDns())
        .build();
  }

  private static Optional<CniLegacyIp> ip(CniResult result, boolean ipv6) {
    List<CniRoute> routes =
        result.getRoutes().stream().filter(route -> isOf(route.getDst(), ipv6)).toList();
    return result.getIps().stream()
        .filter(ip -> isOf(ip.getAddress(), ipv6))
        .findFirst()
        .map(
            ip ->
                CniLegacyIp.builder()
                    .ip(ip.getAddress())
                    .gateway(ip.getGateway())
                    .routes(routes)
                    .build());
  }

  private static boolean isOf(@Nullable String prefix, boolean ipv6) {
    return prefix != null && prefix.indexOf(':') >= 0 == ipv6;
  }

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniLegacyResult objects; not for use by many threads. */
  final class Builder extends ImmutableCniLegacyResult.Builder implements WireObject.Builder {}
}
