/** The commands of {@code flatnet-agent}: the agent of a node, and one CNI call without it. */
@NullMarked
package io.flatnet.node;

import org.jspecify.annotations.NullMarked;
