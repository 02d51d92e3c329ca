/** Tests of the charts, the manifests made of them, and the roles in both. */
@NullMarked
package io.flatnet.charts;

import org.jspecify.annotations.NullMarked;
