package io.flatnet.cni.agent;

import io.flatnet.cni.AddressSource;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.Claim;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PodReference;
import io.flatnet.cni.Subnet;
import io.flatnet.ipam.MacAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Adds up for each thread how long it waited for a source. Thread-safe. */
final class TimedAddressSource implements AddressSource {
  private final AddressSource source;
  private final ThreadLocal<Long> waited = ThreadLocal.withInitial(() -> 0L);

  TimedAddressSource(AddressSource source) {
    this.source = source;
  }

  /** The nanoseconds since this was asked last on this thread. */
  long takeNanos() {
    long nanos = waited.get();
    waited.remove();
    return nanos;
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws CniFailure;
  }

  private <T> T timed(Question<T> question) throws CniFailure {
    long start = System.nanoTime();
    try {
      return question.ask();
    } finally {
      waited.set(waited.get() + System.nanoTime() - start);
    }
  }

  @Override
  public void requireReachable() throws CniFailure {
    timed(
        () -> {
          source.requireReachable();
          return true;
        });
  }

  @Override
  public Optional<Claim> find(PodReference pod) throws CniFailure {
    return timed(() -> source.find(pod));
  }

  @Override
  public Optional<Claim> await(
      PodReference pod, Predicate<Claim> wanted, Duration timeout, Cancellation cancellation)
      throws CniFailure {
    return timed(() -> source.await(pod, wanted, timeout, cancellation));
  }

  @Override
  public Optional<Subnet> subnet(String name) throws CniFailure {
    return timed(() -> source.subnet(name));
  }

  @Override
  public Optional<Subnet> freshSubnet(String name) throws CniFailure {
    return timed(() -> source.freshSubnet(name));
  }

  @Override
  public Claim activate(Claim claim, MacAddress mac) throws CniFailure {
    return timed(() -> source.activate(claim, mac));
  }

  /** Counts what the call waits for, not what is done beside it. */
  @Override
  public Activation activating(Claim claim, MacAddress mac) {
    Activation activation = source.activating(claim, mac);
    return new Activation() {
      @Override
      public Claim await() throws CniFailure {
        return timed(activation::await);
      }

      @Override
      public void giveUp() throws CniFailure {
        timed(
            () -> {
              activation.giveUp();
              return true;
            });
      }
    };
  }

  @Override
  public void deactivate(Claim before, Claim activated) throws CniFailure {
    timed(
        () -> {
          source.deactivate(before, activated);
          return true;
        });
  }
}
