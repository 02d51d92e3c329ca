package io.flatnet.webhook.server;

import io.flatnet.ipam.Finding;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.util.List;

/** Admission reviews as the API server sends them, and a judge that goes by names. */
final class Reviews {
  private Reviews() {}

  /** A pod of that name is created. */
  static String create(String name) {
    return """
    {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-%1$s",
     "kind":{"group":"","version":"v1","kind":"Pod"},"operation":"CREATE","namespace":"ns",
     "name":"%1$s","object":{"metadata":{"name":"%1$s"}},"oldObject":null}}
    """
        .formatted(name);
  }

  /** Refuses what is called {@code bad}. */
  static Verdict byName(AdmissionRequest request) {
    return request.name().equals("bad")
        ? new Verdict.Denied(
            List.of(new Finding("metadata.name", "bad", "must not be \"bad\"", "take another")),
            "cannot accept pod \"bad\": metadata.name must not be \"bad\"")
        : new Verdict.Allowed(List.of());
  }
}
