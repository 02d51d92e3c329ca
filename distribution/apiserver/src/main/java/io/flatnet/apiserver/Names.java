package io.flatnet.apiserver;

import java.util.List;
import java.util.random.RandomGenerator;

/** Names for objects that ask for one by {@code generateName}. */
final class Names {
  /**
   * As in {@code k8s.io/apiserver/pkg/storage/names/generate.go}: no vowels, no words by chance.
   */
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX_LENGTH = 5;
  private static final int PREFIX_LENGTH = 63 - SUFFIX_LENGTH;
  private static final int ATTEMPTS = 8;

  private final ObjectStore store;
  private final RandomGenerator random;

  Names(ObjectStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  /**
   * The name of a new object: its own, or one that is free.
   *
   * @throws ApiFailure 422 if it has neither a name nor a prefix, 409 if no free name was found
   */
  String choose(ResourceType type, String namespace, Metadata metadata) {
    if (!metadata.name().isEmpty()) {
      return metadata.name();
    }
    String prefix = metadata.text("generateName");
    if (prefix.isEmpty()) {
      throw ApiFailure.invalid(
          type,
          "",
          List.of(
              new ApiFailure.Cause(
                  "FieldValueRequired",
                  "Required value: name or generateName is required",
                  "metadata.name")));
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String name = prefix.substring(0, Math.min(prefix.length(), PREFIX_LENGTH)) + suffix();
      if (store.get(type, new ObjectKey(namespace, name)).isEmpty()) {
        return name;
      }
    }
    throw ApiFailure.alreadyExists(type, prefix);
  }

  private String suffix() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
