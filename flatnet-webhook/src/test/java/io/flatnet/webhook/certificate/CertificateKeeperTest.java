package io.flatnet.webhook.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every step of the certificates' life, on a clock of the test's. */
class CertificateKeeperTest {
  private final FakeObjects api = new FakeObjects();
  private final Replica replica = new Replica(api);

  private OwnState state() {
    return ((SecretContent.Own) SecretContent.read(Optional.of(api.at(Replica.SECRET)))).state();
  }

  private X509Certificate authority() {
    return state().authority().orElseThrow().certificate();
  }

  private List<X509Certificate> trusted() {
    return configuration().trusted(api.at(Replica.CONFIGURATION));
  }

  private static WebhookConfiguration configuration() {
    return new WebhookConfiguration(
        CertificateKeeper.CONFIGURATION_NAME,
        new WebhookTarget.Service("cattle-flat-network", "rancher-flat-network-webhook-svc", 443),
        FailurePolicy.IGNORE);
  }

  private void assertTrustedByAll(TlsIdentity material) {
    assertThat(trusted())
        .anyMatch(issuer -> Certificates.isSignedBy(material.certificate(), issuer));
  }

  @Test
  void look_whenNothingIsThere_makesSecretAndConfigurationAndServes() throws Exception {
    replica.look();

    assertThat(replica.served).hasSize(1);
    assertThat(trusted()).containsExactly(authority());
    assertTrustedByAll(replica.serves());
    assertThat(Certificates.names(replica.serves().certificate()))
        .containsExactlyInAnyOrder(
            "rancher-flat-network-webhook-svc",
            "rancher-flat-network-webhook-svc.cattle-flat-network",
            "rancher-flat-network-webhook-svc.cattle-flat-network.svc",
            "rancher-flat-network-webhook-svc.cattle-flat-network.svc.cluster.local");
    assertThat(api.at(Replica.SECRET).get("type").getAsString()).isEqualTo("kubernetes.io/tls");
  }

  @Test
  void look_whenNothingIsDue_writesNothingAndServesTheSame() throws Exception {
    replica.look();
    int writes = api.writes;

    for (int day = 0; day < 240; day++) {
      replica.after(Duration.ofDays(1)).look();
    }

    assertThat(api.writes).isEqualTo(writes);
    assertThat(replica.served).hasSize(1);
  }

  @Test
  void look_whenTwoThirdsOfTheServingLifeAreOver_renewsUnderTheSameAuthority() throws Exception {
    replica.lookUntilSpread();
    X509Certificate authority = authority();

    replica.after(Duration.ofDays(244)).look();

    assertThat(replica.served).hasSize(2);
    assertThat(trusted()).containsExactly(authority);
    assertTrustedByAll(replica.serves());
    assertThat(replica.serves().certificate().getNotAfter())
        .isAfter(replica.served.getFirst().certificate().getNotAfter());
  }

  /**
   * Goes to the day on which a new authority is due, in steps that keep the serving certificate.
   */
  private void toAuthoritysEnd() throws ApiException {
    replica.lookUntilSpread();
    for (int day = 0; day < 1216; day += 32) {
      replica.after(Duration.ofDays(32)).look();
    }
  }

  @Test
  void look_whenTheAuthorityIsDue_trustsBothBeforeItServesWithTheNewOne() throws Exception {
    toAuthoritysEnd();
    X509Certificate old = authority();
    TlsIdentity serving = replica.serves();

    replica.after(Duration.ofDays(2)).look();

    X509Certificate fresh = authority();
    assertThat(fresh).isNotEqualTo(old);
    assertThat(trusted()).containsExactly(fresh, old);
    assertThat(replica.serves()).isEqualTo(serving);

    replica.after(CertificateKeeper.SPREAD.minusSeconds(1)).look();
    assertThat(replica.serves()).isEqualTo(serving);

    replica.after(Duration.ofSeconds(1)).look();
    assertThat(Certificates.isSignedBy(replica.serves().certificate(), fresh)).isTrue();
    assertThat(trusted()).containsExactly(fresh, old);
  }

  @Test
  void look_whenTheOldAuthorityHasExpired_dropsIt() throws Exception {
    toAuthoritysEnd();
    X509Certificate old = authority();
    replica.after(Duration.ofDays(2)).lookUntilSpread();
    while (!Certificates.hasEnded(old, replica.now)) {
      assertThat(trusted()).contains(old);
      replica.after(Duration.ofDays(30)).look();
    }

    assertThat(trusted()).containsExactly(authority()).doesNotContain(old);
    assertTrustedByAll(replica.serves());
  }

  @Test
  void look_whenTheBundleIsEditedDuringARollOver_waitsAgain() throws Exception {
    toAuthoritysEnd();
    JsonObject withOldOnly = api.at(Replica.CONFIGURATION);
    TlsIdentity serving = replica.serves();
    replica.after(Duration.ofDays(2)).look();

    api.store(Replica.CONFIGURATION, withOldOnly);
    replica.after(CertificateKeeper.SPREAD.minusSeconds(1)).look();
    replica.after(CertificateKeeper.SPREAD.minusSeconds(1)).look();

    assertThat(trusted()).hasSize(2);
    assertThat(replica.serves()).isEqualTo(serving);
    replica.after(Duration.ofSeconds(1)).look();
    assertThat(replica.serves()).isNotEqualTo(serving);
  }

  @Test
  void look_whenEverythingHasExpired_doesNotWait() throws Exception {
    replica.look();
    Replica later = new Replica(api).after(Duration.ofDays(6 * 365));

    later.look();

    assertThat(Certificates.isValid(later.serves().certificate(), later.now)).isTrue();
    assertThat(trusted()).containsExactly(authority());
    assertTrustedByAll(later.serves());
  }

  @Test
  void look_whenAnotherReplicaIsQuicker_takesItsSecret() throws Exception {
    Replica quicker = new Replica(api);
    api.beforeWrite =
        () -> {
          try {
            quicker.look();
          } catch (ApiException e) {
            throw new AssertionError(e);
          }
        };

    replica.look();

    assertThat(replica.serves()).isEqualTo(quicker.serves());
    assertThat(api.writes).isEqualTo(2);
  }

  @Test
  void look_whenAnotherReplicaRenewsAtOnce_takesItsCertificate() throws Exception {
    Replica other = new Replica(api);
    replica.lookUntilSpread();
    other.lookUntilSpread();
    replica.after(Duration.ofDays(250));
    other.after(Duration.ofDays(250));
    api.beforeWrite =
        () -> {
          try {
            other.look();
          } catch (ApiException e) {
            throw new AssertionError(e);
          }
        };

    replica.look();

    assertThat(replica.served).hasSize(2);
    assertThat(replica.serves().chain()).isEqualTo(other.serves().chain());
  }

  @Test
  void look_whenOurSecretIsDeleted_makesNewKeysAndServesTheOldOnesUntilTheyAreTrusted()
      throws Exception {
    replica.lookUntilSpread();
    X509Certificate old = authority();
    TlsIdentity serving = replica.serves();

    api.objects.remove(Replica.SECRET);
    replica.look();

    assertThat(trusted()).containsExactly(authority(), old);
    assertThat(replica.serves()).isEqualTo(serving);
    replica.after(CertificateKeeper.SPREAD).look();
    assertThat(Certificates.isSignedBy(replica.serves().certificate(), authority())).isTrue();
  }

  @Test
  void look_whenTheSecretIsLostToAFreshReplica_goesOnTrustingWhatOthersServe() throws Exception {
    replica.look();
    api.objects.remove(Replica.SECRET);

    new Replica(api).look();

    assertTrustedByAll(replica.serves());
    assertThat(trusted()).hasSize(2);
  }

  @Test
  void look_whenOurSecretIsDamaged_mendsItFromMemory() throws Exception {
    for (String field : List.of("ca.crt", "ca.key", "tls.crt", "tls.key")) {
      replica.look();
      OwnState before = state();
      JsonObject damaged = api.at(Replica.SECRET).deepCopy();
      damaged.getAsJsonObject("data").addProperty(field, "!no base64");
      api.store(Replica.SECRET, damaged);

      replica.look();

      assertThat(state()).as(field).isEqualTo(before);
    }
    assertThat(replica.served).hasSize(1);
  }

  @Test
  void look_whenOurSecretWasDamagedBeforeTheStart_keepsWhatCanBeRead() throws Exception {
    replica.look();
    X509Certificate authority = authority();
    JsonObject damaged = api.at(Replica.SECRET).deepCopy();
    damaged.getAsJsonObject("data").addProperty("tls.key", SecretContent.base64("no key"));
    api.store(Replica.SECRET, damaged);
    Replica fresh = new Replica(api);

    fresh.look();

    assertThat(authority()).isEqualTo(authority);
    assertTrustedByAll(fresh.serves());
  }

  private JsonObject given(TlsIdentity material, List<X509Certificate> authorities) {
    JsonObject data = new JsonObject();
    data.addProperty("tls.crt", SecretContent.base64(Pem.text(material.chain())));
    data.addProperty("tls.key", SecretContent.base64(Pem.text(material.privateKey())));
    if (!authorities.isEmpty()) {
      data.addProperty("ca.crt", SecretContent.base64(Pem.text(authorities)));
    }
    JsonObject secret = new JsonObject();
    secret.add("metadata", new JsonObject());
    secret.add("data", data);
    return secret;
  }

  @Test
  void look_whenSomebodyElseMadeTheSecret_servesItTrustsItsAuthorityAndNeverWritesIt()
      throws Exception {
    Authority others = Authority.make(replica.now);
    TlsIdentity theirs = others.issue(Set.of("webhook.example"), replica.now);
    JsonObject secret = api.store(Replica.SECRET, given(theirs, List.of(others.certificate())));

    replica.look();
    replica.after(Duration.ofDays(400)).look();

    assertThat(replica.served).containsExactly(theirs);
    assertThat(trusted()).containsExactly(others.certificate());
    assertThat(api.at(Replica.SECRET)).isEqualTo(secret);
  }

  @Test
  void look_whenAGivenSecretNamesNoAuthority_leavesTheBundleAsItIs() throws Exception {
    replica.look();
    List<X509Certificate> before = trusted();
    TlsIdentity theirs = Authority.make(replica.now).issue(Set.of("webhook.example"), replica.now);
    api.store(Replica.SECRET, given(theirs, List.of()));

    replica.look();

    assertThat(replica.serves()).isEqualTo(theirs);
    assertThat(trusted()).isEqualTo(before);
  }

  @Test
  void look_whenAGivenSecretBreaks_servesTheOldOne() throws Exception {
    TlsIdentity theirs = Authority.make(replica.now).issue(Set.of("webhook.example"), replica.now);
    JsonObject secret = given(theirs, List.of());
    api.store(Replica.SECRET, secret);
    replica.look();

    secret.getAsJsonObject("data").addProperty("tls.crt", SecretContent.base64("broken"));
    api.store(Replica.SECRET, secret);
    replica.look();

    assertThat(replica.served).containsExactly(theirs);
  }

  @Test
  void look_whenTheSecretIsAnEmptyPlaceholder_fillsIt() throws Exception {
    JsonObject placeholder =
        given(Authority.make(replica.now).issue(Set.of("x"), replica.now), List.of());
    placeholder.getAsJsonObject("data").addProperty("tls.crt", "");
    placeholder.getAsJsonObject("data").addProperty("tls.key", "");
    api.store(Replica.SECRET, placeholder);

    replica.look();

    assertThat(state().serving()).contains(replica.serves());
  }

  @Test
  void look_whenTheConfigurationIsForbidden_servesAllTheSameAndSaysSo() {
    api.unreachable = "validatingwebhookconfigurations";

    assertThatThrownBy(replica::look)
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("forbidden");

    assertThat(replica.served).hasSize(1);
  }

  @Test
  void look_whenTheConfigurationIsDeletedOrEdited_repairsIt() throws Exception {
    replica.look();
    JsonObject before = api.at(Replica.CONFIGURATION).deepCopy();
    api.objects.remove(Replica.CONFIGURATION);
    replica.look();
    assertThat(api.at(Replica.CONFIGURATION).get("webhooks")).isEqualTo(before.get("webhooks"));

    JsonObject edited = before.deepCopy();
    edited.getAsJsonArray("webhooks").remove(0);
    api.store(Replica.CONFIGURATION, edited);
    replica.look();

    assertThat(api.at(Replica.CONFIGURATION).get("webhooks")).isEqualTo(before.get("webhooks"));
  }

  @Test
  void look_whenTheApiServerDropsConditions_doesWithoutThemAndTriesAgainLater() throws Exception {
    api.knowsConditions = false;
    Replica strict = new Replica(api, FailurePolicy.FAIL);
    strict.look();
    int writes = api.writes;
    strict.after(Duration.ofSeconds(30)).look();

    assertThat(api.writes).isEqualTo(writes);
    assertThat(policies()).containsExactly("Fail", "Ignore", "Ignore", "Ignore");

    api.knowsConditions = true;
    strict.after(ConfigurationKeeper.CONDITIONS_AGAIN).look();
    assertThat(policies()).containsOnly("Fail").hasSize(4);
    assertThat(WebhookConfiguration.hasConditions(api.at(Replica.CONFIGURATION))).isTrue();
  }

  private List<String> policies() {
    return api.at(Replica.CONFIGURATION).getAsJsonArray("webhooks").asList().stream()
        .map(webhook -> webhook.getAsJsonObject().get("failurePolicy").getAsString())
        .toList();
  }

  @Test
  void text_ofWhatHasAKey_neverShowsIt() throws Exception {
    replica.look();
    OwnState state = state();

    for (String key :
        List.of(
            Pem.text(state.authority().orElseThrow().privateKey()),
            Pem.text(replica.serves().privateKey()))) {
      String body = key.lines().skip(1).findFirst().orElseThrow();
      assertThat(state.toString() + replica.serves()).doesNotContain(body).contains("until 20");
    }
  }
}
