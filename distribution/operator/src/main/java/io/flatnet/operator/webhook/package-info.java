/** The admission webhook in the operator's process: what it knows of the cluster. */
@NullMarked
package io.flatnet.operator.webhook;

import org.jspecify.annotations.NullMarked;
