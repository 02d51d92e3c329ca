package io.flatnet.testcluster;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The real parts that a test class or method needs.
 *
 * <p>Where one is missing the test is skipped, and the reason says which part and what to do about
 * it. With the environment variable {@code FLATNET_REQUIRE_ALL=true} the test fails instead.
 *
 * <p>A parameter of type {@link ControlPlane} in such a class or method is filled with the one
 * control plane of this test run, which starts when the first test asks for it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith({RequiresCondition.class, SharedControlPlane.class})
public @interface Requires {
  /** The parts without which the test means nothing. */
  Part[] value();
}
