package io.flatnet.netlink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuffersTest {
  @Test
  void close_whenEnoughAreKept_freesTheMemoryAtOnce() {
    List<Buffers> many = Stream.generate(Buffers::acquire).limit(3 * Buffers.KEPT).toList();

    many.forEach(Buffers::close);

    assertThat(many)
        .filteredOn(buffers -> buffers.data().scope().isAlive())
        .hasSizeLessThanOrEqualTo(Buffers.KEPT);
  }

  @Test
  void acquire_afterAClose_givesUsableMemory() {
    Buffers first = Buffers.acquire();
    first.close();

    try (Buffers second = Buffers.acquire()) {
      assertThat(second.data().scope().isAlive()).isTrue();
    }
  }
}
