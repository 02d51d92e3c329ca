/** Tests of the workload controller. */
@NullMarked
package io.flatnet.controllers.workload;

import org.jspecify.annotations.NullMarked;
