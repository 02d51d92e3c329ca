/**
 * The ledger of each subnet: one writer decides for all waiting pods in memory, writes the subnet's
 * status once, and publishes only what that write committed. {@link SubnetLedger} explains why no
 * crash, conflict or lost reply gives an address twice or loses one.
 */
@NullMarked
package io.flatnet.controllers.ledger;

import org.jspecify.annotations.NullMarked;
