package io.flatnet.cni;

import io.flatnet.api.Phase;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.ipam.MacAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Claims and subnets in memory, with the contract of a cluster's. Thread-safe. */
public class FakeAddressSource implements AddressSource {
  private final Map<String, Claim> claims = new HashMap<>();
  private final Map<String, Subnet> subnets = new HashMap<>();
  private long version;
  private @Nullable CniFailure failure;
  private int activations;

  /** Puts a claim, as the operator writes it; its resourceVersion is counted here. */
  public synchronized Claim put(Claim claim) {
    Claim written =
        new Claim(
            claim.namespace(),
            claim.name(),
            claim.uid(),
            Long.toString(++version),
            claim.ipv6to4(),
            claim.subnet(),
            claim.podId(),
            claim.phase(),
            claim.failureMessage(),
            claim.address(),
            claim.mac());
    claims.put(claim.key(), written);
    notifyAll();
    return written;
  }

  /** Puts a subnet. */
  public synchronized void put(Subnet subnet) {
    subnets.put(subnet.name(), subnet);
  }

  /** Takes a claim away. */
  public synchronized void remove(String key) {
    claims.remove(key);
    notifyAll();
  }

  /** The claim as it is now. */
  public synchronized Claim claim(String key) {
    return Optional.ofNullable(claims.get(key)).orElseThrow();
  }

  /** Lets every request fail, or with null none. */
  public synchronized void failWith(@Nullable CniFailure value) {
    failure = value;
  }

  /** How often a claim was written. */
  public synchronized int activations() {
    return activations;
  }

  @Override
  public synchronized void requireReachable() throws CniFailure {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public synchronized Optional<Claim> find(PodReference pod) throws CniFailure {
    requireReachable();
    return Optional.ofNullable(claims.get(pod.toString()));
  }

  @Override
  public synchronized Optional<Claim> await(
      PodReference pod, Predicate<Claim> wanted, Duration timeout, Cancellation cancellation)
      throws CniFailure {
    long end = System.nanoTime() + timeout.toNanos();
    Runnable wake =
        () -> {
          synchronized (this) {
            notifyAll();
          }
        };
    cancellation.onCancel(wake);
    while (true) {
      requireReachable();
      cancellation.check();
      Optional<Claim> claim = Optional.ofNullable(claims.get(pod.toString()));
      long leftMillis = (end - System.nanoTime()) / 1_000_000;
      if (claim.filter(wanted).isPresent() || leftMillis <= 0) {
        cancellation.remove(wake);
        return claim;
      }
      try {
        wait(leftMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CniFailure(WellKnownError.TRY_AGAIN_LATER, "interrupted", e);
      }
    }
  }

  @Override
  public synchronized Optional<Subnet> subnet(String name) throws CniFailure {
    requireReachable();
    return Optional.ofNullable(subnets.get(name));
  }

  @Override
  public Optional<Subnet> freshSubnet(String name) throws CniFailure {
    return subnet(name);
  }

  @Override
  public synchronized Claim activate(Claim claim, MacAddress mac) throws CniFailure {
    requireReachable();
    Claim current = claims.get(claim.key());
    if (current == null
        || !current.uid().equals(claim.uid())
        || !current.address().equals(claim.address())) {
      throw new CniFailure(WellKnownError.TRY_AGAIN_LATER, "FlatNetworkIP changed or went");
    }
    if (current.phase() == Phase.ACTIVE && current.mac().equals(mac.toString())) {
      return current;
    }
    activations++;
    return put(Claims.with(current, Phase.ACTIVE, mac.toString()));
  }

  @Override
  public synchronized void deactivate(Claim before, Claim activated) throws CniFailure {
    requireReachable();
    Claim current = claims.get(before.key());
    if (current != null
        && current.resourceVersion().equals(activated.resourceVersion())
        && !before.resourceVersion().equals(activated.resourceVersion())) {
      put(Claims.with(current, before.phase(), before.mac()));
    }
  }
}
