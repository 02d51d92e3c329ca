/** Leader election on a Lease, and the fence that keeps everybody but the leader from writing. */
@NullMarked
package io.flatnet.controllers.leader;

import org.jspecify.annotations.NullMarked;
