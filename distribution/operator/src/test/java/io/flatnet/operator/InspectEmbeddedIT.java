package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.apiserver.EmbeddedApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded API server, word for word. */
class InspectEmbeddedIT extends InspectContract {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedApiServer server;

  @BeforeEach
  void start() throws Exception {
    server = EmbeddedApiServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  Path kubeconfig() throws Exception {
    return server.kubeconfig();
  }

  @Override
  boolean isSelectable() {
    return false;
  }

  @Override
  void golden(String name, String text) throws Exception {
    Golden.assertSame(name, text);
  }

  @Test
  void verbs_whenThereIsNoCluster_saySoInOneLine() throws Exception {
    Path kubeconfig = Files.copy(kubeconfig(), directory.resolve("copy"));
    server.close();

    for (String verb : new String[] {"pools", "check"}) {
      Tool tool = Tool.run(kubeconfig, verb);
      assertThat(tool.code()).isEqualTo(2);
      assertThat(tool.err().lines()).hasSize(1);
      assertThat(tool.err()).contains("does not answer", "see whether the API server");
    }
    assertThat(Tool.run(Path.of("/absent"), "pools").err()).contains("cannot read kubeconfig");
  }

  @Test
  void completion_whenAsked_knowsVerbsAndFlags() {
    assertThat(Tool.run("completion", "bash").out())
        .contains("kubectl-flatnet", "pools", "--watch");
    assertThat(Tool.run("completion", "fish").code()).isEqualTo(2);
  }
}
