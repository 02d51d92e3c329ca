/** Tests of the verbs, and the fixtures that the plugin's tests share. */
@NullMarked
package io.flatnet.cni;

import org.jspecify.annotations.NullMarked;
