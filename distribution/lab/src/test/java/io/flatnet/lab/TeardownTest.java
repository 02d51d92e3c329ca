package io.flatnet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTest {
  private final List<String> undone = new ArrayList<>();

  @Test
  void close_undoesTheLastFirst() throws Exception {
    try (Teardown teardown = new Teardown()) {
      undo(teardown, "stage");
      undo(teardown, "pod");
    }

    assertThat(undone).containsExactly("pod", "stage");
  }

  @Test
  void close_whenOneFails_undoesTheOthersToo() {
    Teardown teardown = new Teardown();
    undo(teardown, "stage");
    fail(teardown, "agent");
    undo(teardown, "pod");
    fail(teardown, "operator");

    assertThatThrownBy(teardown::close)
        .isInstanceOf(IOException.class)
        .hasMessage("operator")
        .satisfies(failure -> assertThat(failure.getSuppressed()[0]).hasMessage("agent"));
    assertThat(undone).containsExactly("pod", "stage");
  }

  private void undo(Teardown teardown, String name) {
    AutoCloseable undo = () -> undone.add(name);
    teardown.add(undo);
  }

  private static void fail(Teardown teardown, String name) {
    AutoCloseable failing =
        () -> {
          throw new IOException(name);
        };
    teardown.add(failing);
  }
}
