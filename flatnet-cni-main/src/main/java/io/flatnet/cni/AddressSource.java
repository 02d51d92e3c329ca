package io.flatnet.cni;

import io.flatnet.ipam.MacAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where pods' addresses come from and where it is noted that an interface has one. Thread-safe.
 *
 * <p>Every verb throws {@link CniFailure}: with code 11 if the cluster cannot be reached, with
 * {@link PluginError#API_REFUSED} if it refuses (401, 403).
 */
public interface AddressSource {
  /**
   * Goes on only if the cluster is in reach, as far as is known: no request where a watch tells,
   * else a small one.
   */
  void requireReachable() throws CniFailure;

  /** The pod's FlatNetworkIP as it is now; one request. */
  Optional<Claim> find(PodReference pod) throws CniFailure;

  /**
   * Waits until the pod's FlatNetworkIP is as wanted.
   *
   * @param timeout how long at most
   * @param cancellation ends the waiting with a failure
   * @return the claim as it was last seen: as wanted, or not when the time ran out; empty if there
   *     was none
   */
  Optional<Claim> await(
      PodReference pod, Predicate<Claim> wanted, Duration timeout, Cancellation cancellation)
      throws CniFailure;

  /** The subnet of a name; it may be some seconds old. */
  Optional<Subnet> subnet(String name) throws CniFailure;

  /** The subnet of a name as it is now. */
  Optional<Subnet> freshSubnet(String name) throws CniFailure;

  /**
   * Notes that the interface is up: MAC and phase {@code Active}.
   *
   * @return the claim as written
   * @throws CniFailure also if the claim is gone, is of another pod now, or has another address
   */
  Claim activate(Claim claim, MacAddress mac) throws CniFailure;

  /**
   * Begins the same and goes on beside it, where a source can; else it is done when it is awaited.
   */
  default Activation activating(Claim claim, MacAddress mac) {
    return new Activation() {
      @Override
      public Claim await() throws CniFailure {
        return activate(claim, mac);
      }

      @Override
      public void giveUp() {} // was not begun
    };
  }

  /** A claim that is being activated. Exactly one of its methods is called, once. */
  interface Activation {
    /** Of a claim that needs none. */
    static Activation done(Claim claim) {
      return new Activation() {
        @Override
        public Claim await() {
          return claim;
        }

        @Override
        public void giveUp() {}
      };
    }

    /** Waits for the end of {@link AddressSource#activate}. */
    Claim await() throws CniFailure;

    /**
     * Waits as well, and takes it back as {@link AddressSource#deactivate} does; what was not begun
     * is left.
     */
    void giveUp() throws CniFailure;
  }

  /**
   * Takes {@link #activate} back: phase and MAC as before. A claim that is gone or was changed by
   * others since is left alone.
   *
   * @param before the claim before {@link #activate}
   * @param activated what {@link #activate} returned
   */
  void deactivate(Claim before, Claim activated) throws CniFailure;
}
