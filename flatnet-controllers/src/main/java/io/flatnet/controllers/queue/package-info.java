/**
 * Work queues: one key at a time, delays by timer, growing bounded back-off; no worker ever waits.
 */
@NullMarked
package io.flatnet.controllers.queue;

import org.jspecify.annotations.NullMarked;
