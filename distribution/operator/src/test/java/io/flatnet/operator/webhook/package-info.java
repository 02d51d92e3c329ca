/** Tests of the webhook in the operator's process. */
@NullMarked
package io.flatnet.operator.webhook;

import org.jspecify.annotations.NullMarked;
