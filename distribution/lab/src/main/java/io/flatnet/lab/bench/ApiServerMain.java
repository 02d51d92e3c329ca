package io.flatnet.lab.bench;

import io.flatnet.apiserver.EmbeddedApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The embedded API server as a process of its own, so that its work is not counted as another's.
 */
final class ApiServerMain {
  private ApiServerMain() {}

  /**
   * Serves until it is killed; prints the path of its kubeconfig file once it listens.
   *
   * @param arguments the directory for that file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (EmbeddedApiServer server = EmbeddedApiServer.start(Path.of(arguments[0]))) {
      System.out.println(server.kubeconfig());
      new CountDownLatch(1).await();
    }
  }
}
