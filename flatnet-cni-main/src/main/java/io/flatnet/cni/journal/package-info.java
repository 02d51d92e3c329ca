/**
 * What ADDs are doing, in files: so that the next process takes back what one that was killed has
 * left.
 */
@NullMarked
package io.flatnet.cni.journal;

import org.jspecify.annotations.NullMarked;
