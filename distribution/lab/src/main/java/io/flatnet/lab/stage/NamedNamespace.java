package io.flatnet.lab.stage;

import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A network namespace and the file that names it. Closing takes the name away; the kernel then
 * removes the namespace with its links, when no process is in it.
 *
 * @param path what a container runtime passes as {@code CNI_NETNS}
 */
public record NamedNamespace(String name, Path path, NetworkNamespace namespace)
    implements AutoCloseable {

  /** Runs a few netlink requests in the namespace. */
  void configure(Consumer<Netlink> work) {
    try (Netlink netlink = Netlink.open(namespace)) {
      work.accept(netlink);
    }
  }

  @Override
  public void close() {
    NetworkNamespace.unbind(path);
    namespace.close();
  }
}
