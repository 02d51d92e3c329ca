package io.flatnet.testcluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * The cache of built binaries that {@code distribution/test-cluster/provision} fills.
 *
 * @param root {@code FLATNET_TEST_HOME}, else {@code flatnet-test} in {@code XDG_CACHE_HOME}, else
 *     {@code ~/.cache/flatnet-test}
 */
public record TestHome(Path root) {
  /** The cache of this process's environment. */
  public static TestHome ofEnvironment() {
    return of(System.getenv(), System.getProperty("user.home", "/"));
  }

  static TestHome of(Map<String, String> environment, String userHome) {
    String explicit = environment.getOrDefault("FLATNET_TEST_HOME", "");
    if (!explicit.isEmpty()) {
      return new TestHome(Path.of(explicit));
    }
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    // HOME as provision takes it: in a user namespace Java's own "user.home" is that of root.
    Path caches =
        cache.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", userHome), ".cache")
            : Path.of(cache);
    return new TestHome(caches.resolve("flatnet-test"));
  }

  /** The directory of etcd and the Kubernetes binaries. */
  public Path bin() {
    return root.resolve("bin");
  }

  /** The directory of the CNI project's plugins. */
  public Path peers() {
    return root.resolve("cni");
  }

  /** The directory of what images are built upon. */
  public Path imageBase() {
    return root.resolve("base");
  }
}
