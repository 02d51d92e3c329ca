package io.flatnet.webhook;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Collection;
import java.util.Optional;

/**
 * What the judges know of the cluster. Implement it over informer caches.
 *
 * <p>Methods whose name begins with {@code fresh} read what the API server has now; they are asked
 * only when a cache that is late could let a conflict in, or refuse what is legal by now. All
 * others answer from caches, without a request unless they say otherwise, in O(log n) of all
 * subnets and leases at most; a lag of seconds does no harm there, since the allocator checks
 * again.
 *
 * <p>Every method may throw {@link UnknownStateException}; the request is then neither allowed nor
 * refused for what is in it, but {@link Verdict.Undecided}. To be safe for use by many threads.
 */
public interface ClusterView {
  /** The subnet of that name in the operator's namespace. */
  Optional<FlatNetworkSubnet> subnet(String name);

  /**
   * The same as the API server has it now. One request.
   *
   * @param name a legal object name
   * @throws UnknownStateException if the API server does not answer
   */
  Optional<FlatNetworkSubnet> freshSubnet(String name);

  /**
   * All subnets of the operator's namespace as the API server has them now. One request; asked when
   * a subnet is made or its spec changed.
   *
   * @throws UnknownStateException if the API server does not answer
   */
  Collection<FlatNetworkSubnet> freshSubnets();

  /**
   * The pods that hold an address of the subnet: the FlatNetworkIPs whose spec names it and whose
   * {@code status.addr} is that address, however it is spelled. More than one only when something
   * went wrong before.
   *
   * <p>The workload of a pod that the caches do not know yet is asked of the API server.
   */
  Collection<Holder> holders(String subnet, IpAddress address);

  /** The pods of any subnet whose FlatNetworkIP has the MAC in its {@code status.mac}. */
  Collection<Holder> holders(MacAddress mac);

  /**
   * All pods that hold an address of the subnet, in no order; asked when a subnet is deleted. O(n)
   * in them; their workloads need not be known.
   */
  Collection<Holder> holders(String subnet);

  /**
   * Whether there is a CronJob of that name. The API server is asked when the caches know none, as
   * {@code kubectl create job --from} may come right after the CronJob.
   */
  boolean hasCronJob(String namespace, String name);
}
