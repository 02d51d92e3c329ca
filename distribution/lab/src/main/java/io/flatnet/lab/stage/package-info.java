/**
 * The kernel's side of a lab run: a switch, nodes and pods as network namespaces, the CNI binary,
 * echo requests.
 */
@NullMarked
package io.flatnet.lab.stage;

import org.jspecify.annotations.NullMarked;
