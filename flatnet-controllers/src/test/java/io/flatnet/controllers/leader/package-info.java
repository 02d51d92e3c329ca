/** Tests of the election: values, a simulation in virtual time, and a real API server. */
@NullMarked
package io.flatnet.controllers.leader;

import org.jspecify.annotations.NullMarked;
