package io.flatnet.controllers.cache;

import java.util.function.Function;

/**
 * What objects are found by, beside their names.
 *
 * @param name tells it from other indexes of the same objects
 * @param value the one value of an object, which follows from the object alone
 * @param <T> the type of the objects
 */
public record CacheIndex<T>(String name, Function<T, String> value) {}
