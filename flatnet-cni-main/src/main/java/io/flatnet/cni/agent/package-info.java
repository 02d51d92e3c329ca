/** The node agent: a Unix socket on which launchers hand in CNI calls, answered by warm code. */
@NullMarked
package io.flatnet.cni.agent;

import org.jspecify.annotations.NullMarked;
