package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Who sends a request, as webhooks are told. Source: {@code k8s.io/api/authentication/v1},
 * UserInfo.
 *
 * @param name such as {@code system:serviceaccount:kube-system:default}
 * @param groups what the user belongs to
 */
record User(String name, List<String> groups) {
  private static final String AUTHENTICATED = "system:authenticated";

  /** The server itself. */
  static final User SERVER = new User("system:apiserver", List.of("system:masters"));

  User {
    groups = List.copyOf(groups);
  }

  /** The user of a token: a service account if it is written {@code namespace/name}. */
  static User of(String owner) {
    int slash = owner.indexOf('/');
    if (slash < 0) {
      return new User(owner, List.of("system:masters", AUTHENTICATED));
    }
    String namespace = owner.substring(0, slash);
    return new User(
        "system:serviceaccount:%s:%s".formatted(namespace, owner.substring(slash + 1)),
        List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, AUTHENTICATED));
  }

  /** A fresh {@code userInfo}. */
  ObjectNode info() {
    ObjectNode info = Json.object().put("username", name);
    groups.forEach(info.putArray("groups")::add);
    return info;
  }
}
