package io.flatnet.apiserver;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by the embedded API server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedApiServerIT extends ApiServerContract {
  @SuppressWarnings("NullAway.Init")
  private EmbeddedApiServer server;

  @SuppressWarnings("NullAway.Init")
  private ApiUnderTest api;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    server = EmbeddedApiServer.start(directory);
    api = ApiUnderTest.of(server.kubeconfig());
    Widgets.define(api);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Override
  public ApiUnderTest api() {
    return api;
  }
}
