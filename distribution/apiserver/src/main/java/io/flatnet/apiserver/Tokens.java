package io.flatnet.apiserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The bearer tokens of one server, one for each user; whoever has one may do everything. */
final class Tokens {
  private static final String SCHEME = "Bearer ";
  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  String of(String user) {
    return tokens.computeIfAbsent(user, key -> fresh());
  }

  /** Who has the token of an {@code Authorization} header; empty if it is none of ours. */
  Optional<User> user(String authorization) {
    if (!authorization.startsWith(SCHEME)) {
      return Optional.empty();
    }
    byte[] given = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return tokens.entrySet().stream()
        .filter(
            token ->
                MessageDigest.isEqual(token.getValue().getBytes(StandardCharsets.UTF_8), given))
        .map(token -> User.of(token.getKey()))
        .findFirst();
  }

  private String fresh() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
