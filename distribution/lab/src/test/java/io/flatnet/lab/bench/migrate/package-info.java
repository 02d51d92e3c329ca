@NullMarked
package io.flatnet.lab.bench.migrate;

import org.jspecify.annotations.NullMarked;
