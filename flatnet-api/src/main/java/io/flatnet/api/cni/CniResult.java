package io.flatnet.api.cni;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The success result of ADD, and the {@code prevResult} of later calls. */
@Value.Immutable
@JsonDeserialize(builder = CniResult.Builder.class)
public interface CniResult extends WireObject, WithCniResult {
  /** The spec version that the result is in. */
  @Nullable String getCniVersion();

  /** The interfaces that were made. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<CniInterface> getInterfaces();

  /** The addresses that were given. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<CniIp> getIps();

  /** The routes that were made. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<CniRoute> getRoutes();

  /** Name resolution. */
  @Nullable CniDns getDns();

  /**
   * The result as a spec version has it: up to 0.4.0 each address says its family in {@code
   * version}, from 1.0.0 on it must not.
   */
  default CniResult as(CniSpecVersion version) {
    CniDns dns = getDns();
    return CniResult.builder()
        .from(this)
        .cniVersion(version.text())
        .ips(getIps().stream().map(ip -> ip.withVersion(family(ip, version))).toList())
        .dns(dns != null ? dns : CniDns.builder().build())
        .build();
  }

  /** What a caller of a spec version is sent: this, or the shape that 0.1.0 and 0.2.0 have. */
  default WireObject wire(CniSpecVersion version) {
    CniResult result = as(version);
    return version.hasInterfaces() ? result : CniLegacyResult.of(result, version);
  }

  private static @Nullable String family(CniIp ip, CniSpecVersion version) {
    String address = ip.getAddress();
    if (!version.namesFamilies() || address == null) {
      return null;
    }
    return address.indexOf(':') < 0 ? "4" : "6";
  }

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniResult objects; not for use by many threads. */
  final class Builder extends ImmutableCniResult.Builder implements WireObject.Builder {}
}
