package io.flatnet.api.cni;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** Name resolution of a container, handed on as it is (CNI SPEC 1.0.0, section 5). */
@Value.Immutable
@JsonDeserialize(builder = CniDns.Builder.class)
public interface CniDns extends WireObject, WithCniDns {
  /** Addresses of name servers, best first. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<String> getNameservers();

  /** The domain of short names. */
  @Nullable String getDomain();

  /** Domains to search, best first. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<String> getSearch();

  /** Options of the resolver. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<String> getOptions();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniDns objects; not for use by many threads. */
  final class Builder extends ImmutableCniDns.Builder implements WireObject.Builder {}
}
