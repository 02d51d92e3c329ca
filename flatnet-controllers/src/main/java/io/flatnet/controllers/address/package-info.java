/** The controllers of addresses, assembled: pods, FlatNetworkIPs, subnets and their ledgers. */
@NullMarked
package io.flatnet.controllers.address;

import org.jspecify.annotations.NullMarked;
