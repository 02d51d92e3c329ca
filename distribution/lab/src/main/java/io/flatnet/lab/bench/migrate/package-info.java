/** How fast a cluster of the old system is migrated, beside a client that only patches. */
@NullMarked
package io.flatnet.lab.bench.migrate;

import org.jspecify.annotations.NullMarked;
