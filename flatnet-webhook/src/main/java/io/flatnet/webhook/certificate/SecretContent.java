package io.flatnet.webhook.certificate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Whose a Secret is, and what it holds. A Secret with {@code ca.key} is our own; one with neither
 * that nor a certificate or key is there to be filled; every other one was given by somebody and is
 * never written. The type of the Secret does not matter, as it cannot be changed.
 */
sealed interface SecretContent {
  /** The field of the serving certificate. */
  String CERTIFICATE = "tls.crt";

  /** The field of its key. */
  String KEY = "tls.key";

  /** The field of the authorities to trust. */
  String AUTHORITIES = "ca.crt";

  /** The field of the key of the authority that signs; only our own Secrets have it. */
  String AUTHORITY_KEY = "ca.key";

  /** There is none, or nothing in it. */
  record Vacant() implements SecretContent {}

  /**
   * Our own.
   *
   * @param state what could be read
   * @param damages what could not
   */
  record Own(OwnState state, List<String> damages) implements SecretContent {}

  /**
   * Somebody else's.
   *
   * @param material what to serve with
   * @param bundle the authorities to trust, as text; empty when the Secret does not say
   * @param damages what could not be read
   */
  record Given(Optional<TlsIdentity> material, Optional<String> bundle, List<String> damages)
      implements SecretContent {}

  /** Reads a Secret; never fails. */
  static SecretContent read(Optional<JsonObject> secret) {
    JsonObject data =
        secret
            .map(object -> object.get("data"))
            .filter(JsonElement::isJsonObject)
            .map(JsonElement::getAsJsonObject)
            .orElseGet(JsonObject::new);
    List<String> damages = new ArrayList<>();
    if (has(data, AUTHORITY_KEY)) {
      return new Own(own(data, damages), List.copyOf(damages));
    }
    if (!has(data, CERTIFICATE) && !has(data, KEY)) {
      return new Vacant();
    }
    Optional<TlsIdentity> material = material(data, damages);
    Optional<String> bundle =
        Optional.of(authorities(data, damages)).filter(l -> !l.isEmpty()).map(Pem::text);
    return new Given(material, bundle, List.copyOf(damages));
  }

  /** The {@code data} of a Secret of our own; all else in it stays. */
  static JsonObject data(OwnState state, JsonObject before) {
    JsonObject data = before.deepCopy();
    state
        .authority()
        .ifPresent(authority -> put(data, AUTHORITY_KEY, Pem.text(authority.privateKey())));
    put(data, AUTHORITIES, state.bundle());
    state
        .serving()
        .ifPresent(
            serving -> {
              put(data, CERTIFICATE, Pem.text(serving.chain()));
              put(data, KEY, Pem.text(serving.privateKey()));
            });
    return data;
  }

  private static OwnState own(JsonObject data, List<String> damages) {
    List<X509Certificate> trusted = authorities(data, damages);
    return new OwnState(authority(data, trusted, damages), trusted, material(data, damages));
  }

  private static Optional<Authority> authority(
      JsonObject data, List<X509Certificate> trusted, List<String> damages) {
    try {
      PrivateKey key = Pem.privateKey(text(data, AUTHORITY_KEY));
      Optional<X509Certificate> certificate =
          trusted.stream().filter(one -> Keys.fit(key, one.getPublicKey())).findFirst();
      if (certificate.isEmpty()) {
        damages.add("no certificate of " + AUTHORITIES + " is over " + AUTHORITY_KEY);
      }
      return certificate.map(one -> new Authority(key, one));
    } catch (IllegalArgumentException e) {
      damages.add(AUTHORITY_KEY + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static List<X509Certificate> authorities(JsonObject data, List<String> damages) {
    try {
      return has(data, AUTHORITIES) ? Pem.certificates(text(data, AUTHORITIES)) : List.of();
    } catch (IllegalArgumentException e) {
      damages.add(AUTHORITIES + ": " + e.getMessage());
      return List.of();
    }
  }

  private static Optional<TlsIdentity> material(JsonObject data, List<String> damages) {
    try {
      return Optional.of(TlsIdentity.ofPem(text(data, CERTIFICATE), text(data, KEY)));
    } catch (IllegalArgumentException e) {
      damages.add(CERTIFICATE + " and " + KEY + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean has(JsonObject data, String field) {
    return data.get(field) instanceof JsonPrimitive value && !value.getAsString().isBlank();
  }

  private static String text(JsonObject data, String field) {
    return has(data, field)
        ? new String(
            Base64.getDecoder().decode(data.get(field).getAsString()), StandardCharsets.UTF_8)
        : "";
  }

  private static void put(JsonObject data, String field, String text) {
    data.addProperty(field, base64(text));
  }

  /** Bytes as JSON has them. */
  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
