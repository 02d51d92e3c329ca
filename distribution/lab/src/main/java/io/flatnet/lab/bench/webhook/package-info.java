/** The webhook's reviews beside its own {@code /ping}: how much of an answer is the judgement. */
@NullMarked
package io.flatnet.lab.bench.webhook;

import org.jspecify.annotations.NullMarked;
