/** Tests of admission reviews. */
@NullMarked
package io.flatnet.webhook.review;

import org.jspecify.annotations.NullMarked;
