/** Tests of the pages for people: that they say what is so, and that their links lead somewhere. */
@NullMarked
package io.flatnet.lab.docs;

import org.jspecify.annotations.NullMarked;
