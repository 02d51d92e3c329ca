package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Secret as {@link Renewal} wants it. What it last knew of a Secret of our own it keeps
 * in memory: one that is damaged is mended with that, and one that is deleted gets a new authority
 * while the old certificate is served on. One thread at a time.
 */
final class SecretKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(SecretKeeper.class);

  /** So often another replica may have been quicker. */
  private static final int ATTEMPTS = 5;

  private final ObjectApi api;
  private final String namespace;
  private final String name;
  private final Set<String> serverNames;
  private final String collection;
  private final String path;
  private @Nullable OwnState remembered;
  private String complaint = "";

  SecretKeeper(ObjectApi api, String namespace, String name, Set<String> serverNames) {
    this.api = api;
    this.namespace = namespace;
    this.name = name;
    this.serverNames = serverNames;
    this.collection = "/api/v1/namespaces/" + namespace + "/secrets";
    this.path = collection + "/" + name;
  }

  /**
   * Reads the Secret, and writes it if something in it is due.
   *
   * @param former authorities that a lost Secret had, which API servers still trust
   * @param isTrusted whether API servers trust an authority by now
   */
  Held hold(
      Instant now, Supplier<List<X509Certificate>> former, Predicate<X509Certificate> isTrusted)
      throws ApiException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<JsonObject> secret = api.get(path);
      Optional<Held> held =
          switch (SecretContent.read(secret)) {
            case SecretContent.Given given -> Optional.of(given(given, now));
            case SecretContent.Vacant _ ->
                write(secret, lost(former), "there was nothing in it", now, isTrusted);
            case SecretContent.Own(OwnState state, List<String> damages) ->
                damages.isEmpty()
                    ? write(secret, state, "", now, isTrusted)
                    : mend(secret, state, damages, now, isTrusted);
          };
      if (held.isPresent()) {
        return held.get();
      }
    }
    throw new ApiException(
        "cannot write the Secret \"" + name + "\": others wrote it " + ATTEMPTS + " times");
  }

  private OwnState lost(Supplier<List<X509Certificate>> former) {
    return remembered == null
        ? new OwnState(Optional.empty(), former.get(), Optional.empty())
        : remembered.withoutAuthority();
  }

  private Optional<Held> mend(
      Optional<JsonObject> secret,
      OwnState state,
      List<String> damages,
      Instant now,
      Predicate<X509Certificate> isTrusted)
      throws ApiException {
    OwnState whole = remembered == null ? state : remembered;
    return write(secret, whole, "it was damaged: " + damages, now, isTrusted);
  }

  /** Empty if somebody else wrote meanwhile. */
  private Optional<Held> write(
      Optional<JsonObject> secret,
      OwnState before,
      String cause,
      Instant now,
      Predicate<X509Certificate> isTrusted)
      throws ApiException {
    Renewal renewal = Renewal.plan(before, serverNames, now, isTrusted);
    OwnState state = renewal.state();
    if (!cause.isEmpty() || !renewal.reasons().isEmpty()) {
      JsonObject object = secret.map(JsonObject::deepCopy).orElseGet(this::blank);
      JsonObject data = object.get("data") instanceof JsonObject old ? old : new JsonObject();
      object.add("data", SecretContent.data(state, data));
      Optional<JsonObject> written =
          secret.isPresent() ? api.replace(path, object) : api.create(collection, object);
      if (written.isEmpty()) {
        return Optional.empty();
      }
      LOG.info("wrote the Secret \"{}\": {}{}", name, renewal.reasons(), because(cause));
    }
    remembered = state;
    return Optional.of(new Held(state.serving(), Optional.of(state.bundle())));
  }

  private static String because(String cause) {
    return cause.isEmpty() ? "" : "; " + cause;
  }

  private JsonObject blank() {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("namespace", namespace);
    metadata.addProperty("name", name);
    JsonObject object = new JsonObject();
    object.addProperty("apiVersion", "v1");
    object.addProperty("kind", "Secret");
    object.add("metadata", metadata);
    object.addProperty("type", "kubernetes.io/tls");
    return object;
  }

  private Held given(SecretContent.Given given, Instant now) {
    remembered = null; // it is in other hands
    Optional<X509Certificate> certificate = given.material().map(TlsIdentity::certificate);
    if (!given.damages().isEmpty()) {
      complain("cannot be read: " + given.damages());
    } else if (certificate.filter(one -> Certificates.hasEnded(one, now)).isPresent()) {
      complain("has expired: certificate " + Certificates.text(certificate.orElseThrow()));
    } else {
      complaint = "";
    }
    return new Held(given.material(), given.bundle());
  }

  private void complain(String text) {
    if (!text.equals(complaint)) {
      complaint = text;
      LOG.error(
          "the certificate in the Secret \"{}\", which somebody else made, {}; renew it there, or"
              + " delete the Secret to have one made here",
          name,
          text);
    }
  }
}
