package io.flatnet.charts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What a kube-apiserver notes of the requests of our service accounts: their metadata. */
final class AuditLog {
  private static final String USER = "system:serviceaccount:cattle-flat-network:";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Path policy;

  /** Writes the policy. */
  AuditLog(Path directory) throws IOException {
    this.file = Files.createFile(directory.resolve("audit.log"));
    this.policy =
        Files.writeString(
            directory.resolve("audit-policy.yaml"),
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: Metadata
                userGroups: ["system:serviceaccounts:cattle-flat-network"]
              - level: None
            """);
  }

  /** The API server's flags. */
  String[] flags() {
    return new String[] {
      "--audit-policy-file=" + policy, "--audit-log-path=" + file, "--audit-log-mode=blocking"
    };
  }

  /** The requests until now, each once. */
  Set<Grant.Request> requests() throws IOException {
    Set<Grant.Request> requests = new LinkedHashSet<>();
    for (String line : Files.readAllLines(file)) {
      request(line).ifPresent(requests::add);
    }
    return requests;
  }

  private static Optional<Grant.Request> request(String line) {
    JsonNode event;
    try {
      event = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return Optional.empty(); // the last line is being written
    }
    JsonNode object = event.path("objectRef");
    if (object.isMissingNode() || !event.at("/user/username").asText().startsWith(USER)) {
      return Optional.empty(); // discovery, which everybody may read
    }
    String sub = object.path("subresource").asText("");
    return Optional.of(
        new Grant.Request(
            event.at("/user/username").asText().substring(USER.length()),
            object.path("namespace").asText(""),
            event.path("verb").asText(),
            object.path("apiGroup").asText("")
                + "/"
                + object.path("resource").asText()
                + (sub.isEmpty() ? "" : "/" + sub),
            object.path("name").asText(""),
            event
                .path("annotations")
                .path("authorization.k8s.io/decision")
                .asText()
                .equals("allow")));
  }
}
