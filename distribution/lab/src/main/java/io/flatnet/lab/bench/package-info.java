/** Benchmarks that run ours and the peer side by side on real interfaces. */
@NullMarked
package io.flatnet.lab.bench;

import org.jspecify.annotations.NullMarked;
