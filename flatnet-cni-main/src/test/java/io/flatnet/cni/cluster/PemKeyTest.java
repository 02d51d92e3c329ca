package io.flatnet.cni.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of the JDK, written in the older forms by Bouncy Castle. */
class PemKeyTest {
  private static byte[] pem(String type, byte[] content) throws Exception {
    StringWriter out = new StringWriter();
    try (PemWriter writer = new PemWriter(out)) {
      writer.writeObject(new PemObject(type, content));
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] inner(PrivateKey key) throws Exception {
    return PrivateKeyInfo.getInstance(key.getEncoded())
        .parsePrivateKey()
        .toASN1Primitive()
        .getEncoded();
  }

  private static PrivateKey rsa(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair().getPrivate();
  }

  @Test
  void parse_ofRsaInBothForms_isTheKey() throws Exception {
    PrivateKey key = rsa(2048);

    assertThat(PemKey.parse(pem("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
    assertThat(PemKey.parse(pem("RSA PRIVATE KEY", inner(key)))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void parse_ofEcInBothForms_isTheKey(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair pair = generator.generateKeyPair();
    org.bouncycastle.asn1.sec.ECPrivateKey withCurve =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            ((ECPrivateKey) pair.getPrivate()).getParams().getOrder().bitLength(),
            ((ECPrivateKey) pair.getPrivate()).getS(),
            PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters());

    assertThat(PemKey.parse(pem("PRIVATE KEY", pair.getPrivate().getEncoded())))
        .isEqualTo(pair.getPrivate());
    ECPrivateKey original = (ECPrivateKey) pair.getPrivate();
    assertThat(PemKey.parse(pem("EC PRIVATE KEY", withCurve.getEncoded())))
        .isInstanceOfSatisfying(
            ECPrivateKey.class,
            key -> {
              assertThat(key.getS()).isEqualTo(original.getS());
              assertThat(key.getParams().getCurve()).isEqualTo(original.getParams().getCurve());
            });
  }

  @Test
  void parse_afterAnotherBlock_findsTheKey() throws Exception {
    PrivateKey key = rsa(2048);
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    String text =
        parameters + new String(pem("PRIVATE KEY", key.getEncoded()), StandardCharsets.US_ASCII);

    assertThat(PemKey.parse(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "3082", "3003020101", "30820fff020101", "308000", "3005a08000"})
  void parse_ofBrokenContent_isRefused(String hex) throws Exception {
    byte[] content = java.util.HexFormat.of().parseHex(hex);
    for (String type : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
      byte[] text =
          ("-----BEGIN "
                  + type
                  + "-----\n"
                  + Base64.getEncoder().encodeToString(content)
                  + "\n-----END "
                  + type
                  + "-----\n")
              .getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> PemKey.parse(text)).isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void parse_ofAnEncryptedKey_isRefused() throws Exception {
    byte[] text = pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3});

    assertThatThrownBy(() -> PemKey.parse(text)).hasMessageContaining("unencrypted");
  }
}
