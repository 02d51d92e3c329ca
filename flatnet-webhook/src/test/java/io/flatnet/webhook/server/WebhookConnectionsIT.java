package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows that no connection keeps a good request from its answer, whatever it sends or leaves out.
 */
class WebhookConnectionsIT extends LimitedServers {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookLimitsIT.class);

  @Test
  void requests_thatAreNoHttp_areRefused() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    for (String request :
        List.of(
            "\r\n\r\n\u0000\u0001\r\n\r\n",
            "GET\r\n\r\n",
            "GET /ping HTTP/7.3\r\nHost: a\r\n\r\n",
            "GET /ping HTTP/1.1\r\n\r\n",
            "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            String.join(
                "\r\n",
                "POST /validate HTTP/1.1",
                "Host: a",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "",
                "zz",
                ""))) {
      SSLSocket socket = kept(client.connect());
      Client.write(socket, request);
      assertThat(Client.readToEnd(socket))
          .as(request)
          .matches("(?s)HTTP/1.1 (400|426|505) .*")
          .doesNotContain("\tat ", "Exception", "<html>");
    }
    assertServes(client);
  }

  @Test
  void connection_thatSendsNoTls_isClosed() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    try (Socket socket = client.connectPlain()) {
      socket
          .getOutputStream()
          .write("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("pong");
    }
    assertServes(client);
  }

  @Test
  void connection_thatSendsNothing_isClosedAfterTheLimit() throws Exception {
    Client client = serve(limits(16, 2_000, SHORT, LONG, LONG), Version.HTTP_1_1);
    try (Socket withoutTls = client.connectPlain();
        SSLSocket withTls = client.connect()) {
      assertThat(withoutTls.getInputStream().read()).isEqualTo(-1);
      assertThat(Client.readToEnd(withTls)).isEmpty();
    }
    assertServes(client);
  }

  @Test
  void connection_thatDripsItsHead_isClosedAfterTheLimit() throws Exception {
    Client client = serve(limits(16, 2_000, SHORT, LONG, LONG), Version.HTTP_1_1);
    SSLSocket socket = kept(client.connect());
    Client.write(socket, "GET /ping HTTP/1.1\r\nHost: a\r\nX-Drip: ");

    await().until(() -> !Client.drips(socket));

    assertServes(client);
  }

  @Test
  void connection_thatIsIdleAfterARequest_isClosedAfterTheLimit() throws Exception {
    Client client = serve(limits(16, 2_000, LONG, SHORT, LONG), Version.HTTP_1_1);
    SSLSocket socket = kept(client.connect());

    Client.write(socket, "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(Client.readToEnd(socket)).contains("pong");
    assertThat(client.get("/ping").body()).isEqualTo("pong\n"); // one, else it may be idle itself
  }

  @Test
  void connections_500IdleAndManyThatAbuse_leaveRoomForAGoodRequest() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    for (int i = 0; i < 500; i++) {
      kept(client.connect()); // idle after the handshake
    }
    for (int i = 0; i < 100; i++) {
      kept(client.connectPlain()); // without a byte
      Socket half = kept(client.connectPlain());
      half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1}); // a part of a ClientHello
      Client.write(kept(client.connect()), "POST /validate HTTP/1.1\r\nHost: a\r\nX-Drip: ");
      Client.write(kept(client.connect()), head(64 * KIB) + "{");
      Client.write(kept(client.connect()), head(1 << 30));
    }

    long begin = System.nanoTime();
    assertServes(client);
    LOG.info(
        "two good requests beside 1,000 connections that take a place took {} ms",
        Duration.ofNanos(System.nanoTime() - begin).toMillis());
  }

  @Test
  void connections_moreThanTheLimit_makeRoomByClosingAnIdleOne() throws Exception {
    Client client = serve(limits(16, 20, LONG, LONG, LONG), Version.HTTP_1_1);
    assertServes(client);
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      idle.add(kept(client.connectPlain()));
    }

    await().until(() -> idle.stream().filter(Client::isClosed).count() >= 20);
    assertServes(client);
  }

  @Test
  void connections_200SlowBodies_leaveRoomForAGoodRequest() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    for (int i = 0; i < 200; i++) {
      Client.write(kept(client.connect()), head(64 * KIB) + "{");
    }

    assertServes(client);
  }
}
