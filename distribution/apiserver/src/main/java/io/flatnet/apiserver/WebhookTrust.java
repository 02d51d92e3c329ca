package io.flatnet.apiserver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Which servers are believed to be a webhook.
 *
 * @param manager what checks their certificates
 * @param sockets sockets that ask it
 */
record WebhookTrust(X509TrustManager manager, SSLSocketFactory sockets) {
  /**
   * Those whose certificate an authority of a bundle signed.
   *
   * @param bundle PEM; empty for the authorities that Java trusts
   * @throws IOException if there is no certificate in it
   */
  static WebhookTrust of(byte[] bundle) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int index = 0;
      for (Certificate certificate : certificates(bundle)) {
        store.setCertificateEntry("authority" + index++, certificate);
      }
      if (index == 0 && bundle.length > 0) {
        throw new CertificateException("no certificate in it");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(bundle.length == 0 ? null : store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager checker) {
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(null, new TrustManager[] {checker}, null);
          return new WebhookTrust(checker, context.getSocketFactory());
        }
      }
      throw new IllegalStateException("cannot check certificates: Java has nothing for X.509");
    } catch (GeneralSecurityException e) {
      throw new IOException("unable to load root certificates: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(byte[] pem)
      throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem));
  }
}
