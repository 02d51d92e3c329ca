/**
 * How fast the IPAM core decides, beside a straightforward linear scan ({@code
 * distribution/benchmarks/core}).
 */
@NullMarked
package io.flatnet.lab.bench.core;

import org.jspecify.annotations.NullMarked;
