/** Tests of the migration from the old system. */
@NullMarked
package io.flatnet.controllers.migrate;

import org.jspecify.annotations.NullMarked;
