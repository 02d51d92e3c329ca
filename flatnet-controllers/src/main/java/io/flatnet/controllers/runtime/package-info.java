/** What every controller is built of: the resources that all share, and caches that feed queues. */
@NullMarked
package io.flatnet.controllers.runtime;

import org.jspecify.annotations.NullMarked;
