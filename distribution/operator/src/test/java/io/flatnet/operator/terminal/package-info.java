/** What people see of the migrator, without a terminal. */
@NullMarked
package io.flatnet.operator.terminal;

import org.jspecify.annotations.NullMarked;
