/** Tests of the agent and the launcher. */
@NullMarked
package io.flatnet.cni.agent;

import org.jspecify.annotations.NullMarked;
