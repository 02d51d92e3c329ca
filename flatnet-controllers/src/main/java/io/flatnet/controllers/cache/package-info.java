/** What the informers know: slimmed objects, read without a request. */
@NullMarked
package io.flatnet.controllers.cache;

import org.jspecify.annotations.NullMarked;
