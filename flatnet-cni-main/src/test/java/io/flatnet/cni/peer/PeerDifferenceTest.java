package io.flatnet.cni.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerDifferenceTest {
  @ParameterizedTest
  @EnumSource(PeerDifference.class)
  void page_namesEveryDifferenceThatTestsAllow(PeerDifference difference) throws IOException {
    Path page = Path.of(System.getProperty("flatnet.root", ".."), "docs/peers.md");

    assertThat(Files.readString(page)).contains("`" + difference + "`");
  }
}
