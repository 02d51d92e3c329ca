package io.flatnet.webhook.server;

import io.flatnet.webhook.server.WebhookObserver.Outcome;

/** A request that is refused before anybody reads it as a review. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final transient Reply reply;

  RefusedException(Outcome outcome, Reply reply) {
    super(reply.body(), null, false, false); // made under load, and never logged
    this.outcome = outcome;
    this.reply = reply;
  }

  Outcome outcome() {
    return outcome;
  }

  Reply reply() {
    return reply;
  }
}
