package io.flatnet.testcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flatnet.testcluster.CertificateAuthority.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A kubeconfig as a client reads it. */
record KubeconfigFile(X509Certificate authority, Identity identity) {
  static KubeconfigFile read(Path file) throws IOException, GeneralSecurityException {
    JsonNode root = new YAMLMapper().readTree(file.toFile());
    JsonNode cluster = root.path("clusters").path(0).path("cluster");
    JsonNode user = root.path("users").path(0).path("user");
    X509Certificate own = certificate(decode(user, "client-certificate-data"));
    return new KubeconfigFile(
        certificate(decode(cluster, "certificate-authority-data")),
        new Identity(new KeyPair(own.getPublicKey(), key(decode(user, "client-key-data"))), own));
  }

  private static byte[] decode(JsonNode object, String field) {
    return Base64.getDecoder().decode(object.path(field).asText());
  }

  private static X509Certificate certificate(byte[] pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static PrivateKey key(byte[] pem) throws GeneralSecurityException {
    String text = new String(pem, StandardCharsets.US_ASCII);
    String body = text.replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
  }
}
