/**
 * Many pods at once: how fast the operator gives them addresses, beside what the API server can do.
 */
@NullMarked
package io.flatnet.lab.bench.burst;

import org.jspecify.annotations.NullMarked;
