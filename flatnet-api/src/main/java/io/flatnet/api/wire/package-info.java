/**
 * The one JSON codec of the wire types: Jackson, with a bridge for the official client's Gson.
 *
 * <p>Reading and writing an object loses nothing: what a type has no accessor for, an explicit
 * {@code null} and a value of an unexpected shape are kept beside the typed values and written
 * back. Everything is immutable and safe for use by many threads.
 */
@NullMarked
package io.flatnet.api.wire;

import org.jspecify.annotations.NullMarked;
