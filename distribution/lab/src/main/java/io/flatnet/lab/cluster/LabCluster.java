package io.flatnet.lab.cluster;

import java.nio.file.Path;

/**
 * An API server and who may do what on it.
 *
 * @param description for people: which one it is, and where
 * @param admin kubeconfig of the one who plays users, controllers and kubelets
 * @param operator kubeconfig of the operator
 * @param agent kubeconfig of the agents
 * @param isolated whether it ends with this run, so that objects need not be removed one by one
 * @param server what stops it
 */
public record LabCluster(
    String description,
    Path admin,
    Path operator,
    Path agent,
    boolean isolated,
    AutoCloseable server)
    implements AutoCloseable {

  @Override
  public void close() throws Exception {
    server.close();
  }
}
