/**
 * An attachment of a pod to a flat network: what is asked, the plan that follows from it and from
 * the state of the namespaces, and the doing, undoing and checking of that plan.
 *
 * <p>Not API: it may be other in any version.
 */
@NullMarked
package io.flatnet.cni.attach;

import org.jspecify.annotations.NullMarked;
