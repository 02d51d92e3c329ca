/** Tests of the NetworkAttachmentDefinitions. */
@NullMarked
package io.flatnet.controllers.namespace;

import org.jspecify.annotations.NullMarked;
