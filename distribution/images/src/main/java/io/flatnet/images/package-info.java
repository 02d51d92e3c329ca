/**
 * Container images without Docker: programs with Java runtimes of their own, and OCI archives of
 * them.
 */
@NullMarked
package io.flatnet.images;

import org.jspecify.annotations.NullMarked;
