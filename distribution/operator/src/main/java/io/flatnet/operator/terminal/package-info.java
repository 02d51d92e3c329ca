/** What people see of the migrator: changes as coloured text, questions, and how far it is. */
@NullMarked
package io.flatnet.operator.terminal;

import org.jspecify.annotations.NullMarked;
