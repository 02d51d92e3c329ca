/** Events on objects, written once and counted, not repeated. */
@NullMarked
package io.flatnet.controllers.event;

import org.jspecify.annotations.NullMarked;
