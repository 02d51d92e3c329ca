/** The verbs that look at a cluster and change nothing: {@code kubectl flatnet VERB}. */
@NullMarked
package io.flatnet.operator.inspect;

import org.jspecify.annotations.NullMarked;
