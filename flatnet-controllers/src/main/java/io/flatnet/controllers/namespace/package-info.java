/** The network that Multus attaches pods to, in every namespace. */
@NullMarked
package io.flatnet.controllers.namespace;

import org.jspecify.annotations.NullMarked;
