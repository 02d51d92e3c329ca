/**
 * What the plugin leaves in a kernel beside what the plugins of the CNI project leave, and the
 * plugin driven by the project's cnitool.
 */
@NullMarked
package io.flatnet.cni.peer;

import org.jspecify.annotations.NullMarked;
