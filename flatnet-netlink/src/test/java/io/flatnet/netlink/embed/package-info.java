/** Shows that docs/embed-netlink.md says what the module does. */
@NullMarked
package io.flatnet.netlink.embed;

import org.jspecify.annotations.NullMarked;
