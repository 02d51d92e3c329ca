package io.flatnet.lab.stage;

import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Network namespaces with names in one directory, as {@code ip netns} keeps them in {@code
 * /run/netns}.
 *
 * <p>Thread-safe.
 */
final class Namespaces {
  private final Path directory;

  /** Namespaces in a directory, which is made when absent. */
  Namespaces(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** Makes an empty namespace with its loopback up. */
  NamedNamespace create(String name) {
    Path path = directory.resolve(name);
    NetworkNamespace namespace = NetworkNamespace.create();
    try {
      namespace.bindTo(path);
      NamedNamespace named = new NamedNamespace(name, path, namespace);
      named.configure(netlink -> netlink.links().setUp(netlink.links().get("lo").index()));
      return named;
    } catch (RuntimeException failure) {
      NetworkNamespace.unbind(path);
      namespace.close();
      throw failure;
    }
  }
}
