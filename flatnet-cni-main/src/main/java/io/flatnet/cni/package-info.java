/**
 * The CNI verbs (CNI SPEC 0.1.0 to 1.1.0): what a call asks for, where its address comes from, and
 * what it is answered. What that is in a pod's network namespace is of {@code
 * io.flatnet.cni.attach}.
 */
@NullMarked
package io.flatnet.cni;

import org.jspecify.annotations.NullMarked;
