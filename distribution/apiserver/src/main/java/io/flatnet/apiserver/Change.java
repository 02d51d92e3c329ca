package io.flatnet.apiserver;

import org.jspecify.annotations.Nullable;

/**
 * One write, as watchers see it.
 *
 * @param revision the resource version of the write
 * @param before the object as it was; null if it is new
 * @param after the object as it is; for a removed one its last content with the revision of the
 *     removal
 * @param removed whether the object is gone
 */
record Change(long revision, @Nullable StoredObject before, StoredObject after, boolean removed) {}
