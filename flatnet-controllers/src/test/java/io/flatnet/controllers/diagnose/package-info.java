@NullMarked
package io.flatnet.controllers.diagnose;

import org.jspecify.annotations.NullMarked;
