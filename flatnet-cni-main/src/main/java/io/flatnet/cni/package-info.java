/**
 * The CNI verbs (CNI SPEC 1.0.0): what a call asks for, the plan of an attachment, and its doing
 * and undoing in a pod's network namespace.
 */
@NullMarked
package io.flatnet.cni;

import org.jspecify.annotations.NullMarked;
