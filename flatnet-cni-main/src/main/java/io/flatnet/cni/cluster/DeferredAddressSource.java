package io.flatnet.cni.cluster;

import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.AddressSource;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.Claim;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PodReference;
import io.flatnet.cni.Subnet;
import io.flatnet.ipam.MacAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that is only looked for when it is needed: DEL and VERSION must work without one.
 * Thread-safe.
 */
public final class DeferredAddressSource implements AddressSource, AutoCloseable {
  /** Finds out how to reach the cluster. */
  @FunctionalInterface
  public interface AccessFinder {
    /**
     * How to reach it.
     *
     * @throws IOException if there is no way; the message says what to do
     */
    ClusterAccess find() throws IOException;
  }

  private final AccessFinder finder;
  private @Nullable ClusterAddressSource found;

  /** Of the cluster that the finder will name. */
  public DeferredAddressSource(AccessFinder finder) {
    this.finder = finder;
  }

  private synchronized ClusterAddressSource cluster() throws CniFailure {
    if (found == null) {
      try {
        found = ClusterAddressSource.of(finder.find());
      } catch (IOException e) {
        throw new CniFailure(WellKnownError.TRY_AGAIN_LATER, String.valueOf(e.getMessage()), e);
      }
    }
    return found;
  }

  @Override
  public void requireReachable() throws CniFailure {
    cluster().requireReachable();
  }

  @Override
  public Optional<Claim> find(PodReference pod) throws CniFailure {
    return cluster().find(pod);
  }

  @Override
  public Optional<Claim> await(
      PodReference pod, Predicate<Claim> wanted, Duration timeout, Cancellation cancellation)
      throws CniFailure {
    return cluster().await(pod, wanted, timeout, cancellation);
  }

  @Override
  public Optional<Subnet> subnet(String name) throws CniFailure {
    return cluster().subnet(name);
  }

  @Override
  public Optional<Subnet> freshSubnet(String name) throws CniFailure {
    return cluster().freshSubnet(name);
  }

  @Override
  public Claim activate(Claim claim, MacAddress mac) throws CniFailure {
    return cluster().activate(claim, mac);
  }

  @Override
  public void deactivate(Claim before, Claim activated) throws CniFailure {
    cluster().deactivate(before, activated);
  }

  @Override
  public synchronized void close() {
    if (found != null) {
      found.close();
    }
  }
}
