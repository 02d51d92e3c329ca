/**
 * The way from {@code macvlan.cluster.cattle.io/v1}: what becomes of each object, and the doers
 * that write it.
 *
 * <p>Objects are JSON trees as the API server sends them, so that fields which nobody here knows
 * stay as they are. Planners are pure: objects in, {@link io.flatnet.controllers.migrate.Plan} out.
 */
@NullMarked
package io.flatnet.controllers.migrate;

import org.jspecify.annotations.NullMarked;
