package io.flatnet.controllers.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ReadsTest {
  @Test
  void await_whenAReadFails_throwsItsFailure() throws Exception {
    ReadFailure failure = new ReadFailure("no", null);
    try (Reads reads = new Reads(1)) {
      Future<String> well = reads.begin(() -> "well");
      Future<String> bad =
          reads.begin(
              () -> {
                throw failure;
              });

      assertThat(Reads.await(well)).isEqualTo("well");
      assertThatThrownBy(() -> Reads.await(bad)).isSameAs(failure);
    }
  }

  @Test
  void close_whenAReadIsNotAwaited_interruptsIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Future<?> read;
    try (Reads reads = new Reads(1)) {
      read =
          reads.begin(
              () -> {
                begun.countDown();
                never.await();
                return "";
              });
      begun.await();
    }

    assertThatThrownBy(read::get).hasRootCauseInstanceOf(InterruptedException.class);
  }
}
