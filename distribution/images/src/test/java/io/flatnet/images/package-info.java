/** Tests of the images. */
@NullMarked
package io.flatnet.images;

import org.jspecify.annotations.NullMarked;
