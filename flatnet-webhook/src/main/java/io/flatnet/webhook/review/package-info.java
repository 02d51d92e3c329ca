/**
 * {@code AdmissionReview} of {@code admission.k8s.io/v1}: from its JSON to a verdict and back.
 *
 * <p>Pure functions of bytes: no I/O, no threads. A review that cannot be read gets an answer of
 * HTTP status 400 with a sentence that a person understands, never an exception and never {@code
 * "allowed": true}.
 */
@NullMarked
package io.flatnet.webhook.review;

import org.jspecify.annotations.NullMarked;
