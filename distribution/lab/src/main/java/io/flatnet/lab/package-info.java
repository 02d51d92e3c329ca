/**
 * Nodes and pods without a cluster: network namespaces for nodes, pods and the switch between them,
 * and the demo that plays scheduler, workload controllers and kubelet over them.
 */
@NullMarked
package io.flatnet.lab;

import org.jspecify.annotations.NullMarked;
