@NullMarked
package io.flatnet.lab.bench.burst;

import org.jspecify.annotations.NullMarked;
