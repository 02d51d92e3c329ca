package io.flatnet.testcluster;

import java.util.List;

/**
 * A service account as the API server sees it.
 *
 * @param namespace its namespace
 * @param name its name
 */
record ServiceAccount(String namespace, String name) {
  ServiceAccount {
    if (namespace.isEmpty() || name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException(
          "cannot read service account \""
              + namespace
              + "/"
              + name
              + "\": must be <namespace>/<name>");
    }
  }

  static ServiceAccount parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "cannot make a kubeconfig for \""
              + text
              + "\": must be \"admin\" or <namespace>/<name> of a service account");
    }
    return new ServiceAccount(text.substring(0, slash), text.substring(slash + 1));
  }

  String userName() {
    return "system:serviceaccount:" + namespace + ":" + name;
  }

  List<String> groups() {
    return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
  }
}
