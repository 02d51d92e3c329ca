/**
 * The commands of {@code flatnet-agent}: a node's agent, its installation, a CNI call without it.
 */
@NullMarked
package io.flatnet.node;

import org.jspecify.annotations.NullMarked;
