/** Tests of the fixtures. */
@NullMarked
package io.flatnet.testcluster;

import org.jspecify.annotations.NullMarked;
