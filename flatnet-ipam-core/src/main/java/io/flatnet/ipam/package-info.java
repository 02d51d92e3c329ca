/**
 * Addresses, prefixes, range sets, MACs and the allocator.
 *
 * <p>Everything here is an immutable value or a pure function: safe for use by many threads, no
 * I/O, no clock, no logging. Both families share one design: an address is two {@code long}s and
 * its family, so nothing on the path of an allocation touches {@code InetAddress} or {@code
 * BigInteger}.
 */
@NullMarked
package io.flatnet.ipam;

import org.jspecify.annotations.NullMarked;
