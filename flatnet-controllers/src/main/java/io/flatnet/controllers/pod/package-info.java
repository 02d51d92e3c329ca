/**
 * The pod controller: makes the FlatNetworkIP of a pod, labels the pod, says in events what went
 * wrong.
 */
@NullMarked
package io.flatnet.controllers.pod;

import org.jspecify.annotations.NullMarked;
