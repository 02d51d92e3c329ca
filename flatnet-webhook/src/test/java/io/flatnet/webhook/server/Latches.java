package io.flatnet.webhook.server;

import java.util.concurrent.CountDownLatch;

/** Lets a judge wait. */
final class Latches {
  private Latches() {}

  /** Until the latch opens or the thread is interrupted. */
  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
