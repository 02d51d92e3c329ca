/**
 * The whole operator for addresses, simulated below HTTP on one thread: several operators at once
 * over a cluster in memory, with time, the order of everything and all faults drawn from a seed.
 *
 * <ul>
 *   <li>{@link io.flatnet.controllers.simulation.Script} is what happens: steps drawn from a seed.
 *   <li>{@link io.flatnet.controllers.simulation.Simulation} carries a script out, and {@link
 *       io.flatnet.controllers.simulation.Shrinker} makes a failing one small.
 *   <li>{@link io.flatnet.controllers.simulation.SimulatedOperator} is the real controllers over a
 *       {@link io.flatnet.controllers.simulation.SimulatedCache} per resource and {@link
 *       io.flatnet.controllers.simulation.Tasks} in place of threads.
 *   <li>{@link io.flatnet.controllers.simulation.World} is the cluster, and all that users,
 *       kubelets and the nodes' plugins do in it.
 *   <li>{@link io.flatnet.controllers.simulation.Invariants} are checked at every write, {@link
 *       io.flatnet.controllers.simulation.EndState} when all has come to rest.
 * </ul>
 */
@NullMarked
package io.flatnet.controllers.simulation;

import org.jspecify.annotations.NullMarked;
