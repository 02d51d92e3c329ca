package io.flatnet.cni.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.cni.Claim;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows one claim through a list and the events of a watch after it. As a predicate it takes an
 * event and says whether to stop reading. For one thread.
 */
final class ClaimWatch implements Predicate<JsonNode> {
  private final Predicate<Claim> wanted;
  private @Nullable Claim claim;

  ClaimWatch(Predicate<Claim> wanted) {
    this.wanted = wanted;
  }

  /** Takes a list of at most one claim; returns the version to watch from. */
  String list(JsonNode list) {
    JsonNode first = list.path("items").path(0);
    claim = first.isObject() ? ClusterAddressSource.claim(first) : null;
    return ClusterAddressSource.text(list.path("metadata"), "resourceVersion");
  }

  /** Stops at a wanted claim, and at an error: the watch cannot go on from its version. */
  @Override
  public boolean test(JsonNode event) {
    JsonNode object = event.path("object");
    switch (ClusterAddressSource.text(event, "type")) {
      case "ADDED", "MODIFIED" -> claim = ClusterAddressSource.claim(object);
      case "DELETED" -> claim = null;
      case "ERROR" -> {
        return true;
      }
      default -> {} // BOOKMARK, and what later servers may send
    }
    return isWanted();
  }

  boolean isWanted() {
    return claim != null && wanted.test(claim);
  }

  /** The claim as it was last seen. */
  Optional<Claim> claim() {
    return Optional.ofNullable(claim);
  }
}
