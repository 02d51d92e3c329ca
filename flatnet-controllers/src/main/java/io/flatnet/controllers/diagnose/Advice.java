package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetwork;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.stream.Collectors;

/** What to do, in words that several findings share. Pure. */
final class Advice {
  /** What only a leading operator does. */
  static final String LEADER =
      "if it stays, see whether an operator leads: kubectl -n "
          + FlatNetwork.NAMESPACE
          + " get lease "
          + FlatNetwork.OPERATOR_NAME;

  /** What the repair of a subnet does. */
  static final String REPAIR = "the operator mends it within 10 min; " + LEADER;

  private static final int SHOWN = 4;

  private Advice() {}

  /** How to delete the pod of an object's name. */
  static String deletePod(V1ObjectMeta metadata) {
    return "kubectl -n " + metadata.getNamespace() + " delete pod " + metadata.getName();
  }

  /** The first of the ranges. */
  static String ranges(RangeSet set) {
    if (set.isEmpty()) {
      return "nothing";
    }
    String first =
        set.ranges().stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "));
    int more = set.rangeCount() - SHOWN;
    return more > 0 ? first + " and " + more + " ranges more" : first;
  }
}
