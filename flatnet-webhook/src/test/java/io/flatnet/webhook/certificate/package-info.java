@NullMarked
package io.flatnet.webhook.certificate;

import org.jspecify.annotations.NullMarked;
