/**
 * The resources of the old system, {@code macvlan.cluster.cattle.io/v1}, as far as a migration
 * reads them, and the names of its annotations and labels.
 *
 * <p>The types are as lenient and as lossless as those of {@code io.flatnet.api}: nothing is
 * required, unknown fields are kept, a field of an unexpected shape is absent and told by {@link
 * io.flatnet.api.wire.WireObject#malformedFields}.
 */
@NullMarked
@WireStyle
package io.flatnet.api.macvlan;

import io.flatnet.api.wire.WireStyle;
import org.jspecify.annotations.NullMarked;
