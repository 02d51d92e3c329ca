/**
 * Tells what is wrong in a cluster, and why a pod waits: pure functions over objects that somebody
 * read, and {@link io.flatnet.controllers.diagnose.ClusterReader}, which reads them. Nothing here
 * writes.
 */
@NullMarked
package io.flatnet.controllers.diagnose;

import org.jspecify.annotations.NullMarked;
