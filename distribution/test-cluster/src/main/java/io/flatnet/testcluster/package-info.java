/**
 * Real parts for tests: which parts a test needs ({@link io.flatnet.testcluster.Requires}), whether
 * this machine has them ({@link io.flatnet.testcluster.Part}), and a control plane of etcd and
 * kube-apiserver on loopback ({@link io.flatnet.testcluster.ControlPlane}).
 *
 * <p>Depends on no other module of this project, so that every one of them can use it in its tests.
 */
@NullMarked
package io.flatnet.testcluster;

import org.jspecify.annotations.NullMarked;
