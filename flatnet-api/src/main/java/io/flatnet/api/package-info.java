/**
 * The resources {@code FlatNetworkSubnet} and {@code FlatNetworkIP} of API group {@code
 * flatnetwork.pandaria.io/v1}, and the annotations, labels and event reasons around them.
 *
 * <p>The types say what is on the wire, no more: nothing is required and nothing has a default.
 * Whoever takes decisions turns them into values of {@code io.flatnet.ipam} first. All are
 * immutable, except that the metadata is the official client's own mutable type: copy it before a
 * change when the object came from an informer's cache.
 */
@NullMarked
@WireStyle
package io.flatnet.api;

import io.flatnet.api.wire.WireStyle;
import org.jspecify.annotations.NullMarked;
