package io.flatnet.api.wire;

import com.google.gson.annotations.JsonAdapter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/**
 * How Immutables makes the wire types of a package. Kept in source alone: in class files {@link
 * Value.Style} would ask everybody who compiles against these types for Immutables' annotations.
 */
@Target(ElementType.PACKAGE)
@Retention(RetentionPolicy.SOURCE)
@Value.Style(
    allowedClasspathAnnotations = Override.class, // none of its own on what it generates
    get = {"get*", "is*"},
    jdkOnly = true,
    passAnnotations = JsonAdapter.class,
    typeImmutable = "Immutable*",
    validationMethod = Value.Style.ValidationMethod.SIMPLE)
public @interface WireStyle {}
