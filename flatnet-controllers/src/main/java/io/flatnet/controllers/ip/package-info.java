/** The ip controller: what becomes of each FlatNetworkIP, from its first sight to its pod's end. */
@NullMarked
package io.flatnet.controllers.ip;

import org.jspecify.annotations.NullMarked;
