/** What JMH's annotation processor writes for the acts that are measured. */
@NullMarked
package io.flatnet.lab.bench.core.jmh_generated;

import org.jspecify.annotations.NullMarked;
