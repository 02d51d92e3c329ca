package io.flatnet.webhook.server;

import java.util.concurrent.CountDownLatch;

/** Lets a judge wait. */
final class Latches {
  private Latches() {}

  /** Until the latch opens, whoever interrupts the thread. */
  static void awaitStubbornly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until the latch opens or the thread is interrupted. */
  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
