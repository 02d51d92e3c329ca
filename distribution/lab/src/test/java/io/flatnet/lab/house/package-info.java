/** Tests of the shape of the source itself: module arrows, internal packages, null marks. */
@NullMarked
package io.flatnet.lab.house;

import org.jspecify.annotations.NullMarked;
