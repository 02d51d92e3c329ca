/** The contract of address sources, tried on the fake, the embedded and the real API server. */
@NullMarked
package io.flatnet.cni.cluster;

import org.jspecify.annotations.NullMarked;
