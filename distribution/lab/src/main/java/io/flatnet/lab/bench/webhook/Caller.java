package io.flatnet.lab.bench.webhook;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends requests over kept HTTP/1.1 connections, whose client needs no thread of its own between
 * the caller and the socket.
 */
final class Caller implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient client;
  private final String url;

  Caller(int port, Path keys, int connections) throws IOException, GeneralSecurityException {
    KeyStore trusted = LoopbackKeys.load(keys);
    KeyStore only = KeyStore.getInstance(KeyStore.getDefaultType());
    only.load(null, null);
    only.setCertificateEntry(LoopbackKeys.ALIAS, trusted.getCertificate(LoopbackKeys.ALIAS));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(only);
    TrustManager[] managers = factory.getTrustManagers();
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers, null);
    client =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(connections, 1, TimeUnit.MINUTES))
            .sslSocketFactory(tls.getSocketFactory(), (X509TrustManager) managers[0])
            .build();
    url = "https://127.0.0.1:" + port;
  }

  /**
   * One request.
   *
   * @return nanoseconds until its answer was read
   * @throws IOException when it is not answered, or with a denial
   */
  long call(Kind kind, int number) throws IOException {
    Request.Builder request = new Request.Builder();
    if (kind == Kind.PING) {
      request.url(url + "/ping");
    } else {
      request.url(url + "/validate").post(RequestBody.create(kind.body(number), JSON));
    }
    Request built = request.build();
    long begin = System.nanoTime();
    String text;
    try (Response response = client.newCall(built).execute()) {
      text = response.body().string();
    }
    long nanos = System.nanoTime() - begin;
    if (kind == Kind.PING ? !text.startsWith("pong") : !text.contains("\"allowed\":true")) {
      throw new IOException("the webhook answered " + kind + " with " + text);
    }
    return nanos;
  }

  /** As many requests one after the other, in nanoseconds each. */
  long[] calls(Kind kind, int count) throws IOException {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      nanos[i] = call(kind, i);
    }
    return nanos;
  }

  /** Requests per second when so many are under way at once. */
  double perSecond(Kind kind, int count, int parallel) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
      List<Future<long[]>> parts = new ArrayList<>();
      for (int i = 0; i < parallel; i++) {
        parts.add(threads.submit(() -> calls(kind, count / parallel)));
      }
      for (Future<long[]> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot send a request", e.getCause());
    }
    return count / ((System.nanoTime() - begin) / 1e9);
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
