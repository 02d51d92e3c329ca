/**
 * Addresses, prefixes, range sets, MACs and the allocator.
 *
 * <p>Everything here is an immutable value or a pure function: safe for use by many threads, no
 * I/O, no clock, no logging. Both families share one design: an address is two {@code long}s and
 * its family, so nothing on the path of an allocation touches {@code InetAddress} or {@code
 * BigInteger}.
 *
 * <p>A {@link io.flatnet.ipam.SubnetState} is made of {@link io.flatnet.ipam.SubnetRules} and of
 * the leases that are known. It answers a {@link io.flatnet.ipam.Request} with a {@link
 * io.flatnet.ipam.Decision}, and nothing changes until the caller puts the lease into the next
 * state. A whole program:
 *
 * {@snippet file="com/example/addresses/Embedding.java"}
 *
 * <p>A subnet as people write it is a {@link io.flatnet.ipam.SubnetDraft}; {@link
 * io.flatnet.ipam.SubnetCheck} says what is wrong with it. {@link io.flatnet.ipam.LedgerCodec}
 * keeps the addresses in use as a short text. More examples: {@code docs/embed-ipam-core.md}.
 */
@NullMarked
package io.flatnet.ipam;

import org.jspecify.annotations.NullMarked;
