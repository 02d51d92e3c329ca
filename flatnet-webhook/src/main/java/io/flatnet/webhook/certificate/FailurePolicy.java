package io.flatnet.webhook.certificate;

/** What API servers do with a request when the webhook does not answer. */
public enum FailurePolicy {
  /** Let it in; the allocator checks again. */
  IGNORE("Ignore"),
  /** Refuse it. */
  FAIL("Fail");

  private final String word;

  FailurePolicy(String word) {
    this.word = word;
  }

  /** As Kubernetes writes it. */
  public String word() {
    return word;
  }
}
