package io.flatnet.apiserver;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client is warned about in the answer to one request. Thread-safe. Source: {@code
 * k8s.io/apiserver/pkg/endpoints/filters/warning.go}, without its limit on their lengths.
 */
final class Warnings {
  private final List<String> texts = new ArrayList<>();

  /** Adds a warning unless it is there. */
  synchronized void add(String text) {
    if (!text.isEmpty() && !texts.contains(text)) {
      texts.add(text);
    }
  }

  /** The values of the {@code Warning} headers (RFC 7234 5.5) in their order. */
  synchronized List<String> headers() {
    return texts.stream()
        .map(text -> "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .toList();
  }
}
