package io.flatnet.testcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestHomeTest {
  @Test
  void of_whenHomeIsNamed_isThat() {
    assertThat(TestHome.of(Map.of("FLATNET_TEST_HOME", "/a", "XDG_CACHE_HOME", "/b"), "/u").root())
        .isEqualTo(Path.of("/a"));
  }

  @Test
  void of_whenCachesAreNamed_isInThem() {
    assertThat(TestHome.of(Map.of("XDG_CACHE_HOME", "/b"), "/u").bin())
        .isEqualTo(Path.of("/b/flatnet-test/bin"));
  }

  @Test
  void of_whenHomeIsAnotherThanJavaSays_isInItsCache() {
    assertThat(TestHome.of(Map.of("HOME", "/home/u"), "/root").bin())
        .isEqualTo(Path.of("/home/u/.cache/flatnet-test/bin"));
  }

  @Test
  void of_whenNothingIsNamed_isInTheUsersCache() {
    assertThat(TestHome.of(Map.of(), "/u").peers())
        .isEqualTo(Path.of("/u/.cache/flatnet-test/cni"));
  }
}
