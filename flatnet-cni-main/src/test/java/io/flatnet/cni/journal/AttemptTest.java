package io.flatnet.cni.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.cni.attach.Undo;
import io.flatnet.cni.attach.Undo.Place;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.NamespaceIdentity;
import io.flatnet.netlink.NextHop;
import io.flatnet.netlink.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final NamespaceIdentity NAMESPACE = new NamespaceIdentity(4, 4026532841L);
  private static final String HEADER =
      Attempt.header("c1", "eth1", "/run/netns/a \"b\"", NAMESPACE);

  private static final Undo LINK = new Undo.DeleteLink("eth1", 7);
  private static final Undo ROUTE =
      new Undo.DeleteRoute(
          Place.NODE,
          Route.toHost(IpAddress.parse("10.7.0.10"))
              .dev(3)
              .src(IpAddress.parse("10.7.0.2"))
              .withPriority(0x4000_0001L)
              .withProtocol(141));
  private static final Undo DEFAULT =
      new Undo.AddRoute(
          Place.POD,
          new Route(
              IpPrefix.parse("::/0"),
              null,
              0,
              null,
              1024,
              Route.TABLE_MAIN,
              Route.PROTOCOL_BOOT,
              0,
              true,
              Route.TYPE_UNICAST,
              List.of(new NextHop(IpAddress.parse("fd00::1"), 2, 1), new NextHop(null, 3, 5))));

  @Test
  void read_returnsWhatWasWritten() {
    String text = HEADER + Attempt.line(LINK) + Attempt.line(ROUTE) + Attempt.line(DEFAULT);

    assertThat(Attempt.read(text))
        .contains(
            new Attempt(
                "c1",
                "eth1",
                "/run/netns/a \"b\"",
                NAMESPACE,
                List.of(LINK, ROUTE, DEFAULT),
                false));
  }

  @Test
  void read_withoutGatewayAndSource_staysWithout() {
    Undo undo = new Undo.DeleteRoute(Place.POD, Route.toDefault(IpFamily.IPV4).dev(2));

    assertThat(Attempt.read(HEADER + Attempt.line(undo)).orElseThrow().undos())
        .containsExactly(undo);
  }

  @Test
  void read_whenAStepWasForgotten_leavesTheOneBeforeOut() {
    String text = HEADER + Attempt.line(LINK) + Attempt.line(ROUTE) + Attempt.forgetLine();

    assertThat(Attempt.read(text).orElseThrow().undos()).containsExactly(LINK);
  }

  @Test
  void read_whenItsWriterEndedInALine_leavesThatOut() {
    String last = Attempt.line(ROUTE);
    for (int length = 0; length < last.length(); length++) {
      String text = HEADER + Attempt.line(LINK) + last.substring(0, length);
      assertThat(Attempt.read(text).orElseThrow().undos()).containsExactly(LINK);
    }
    assertThat(Attempt.read(HEADER.substring(0, 20))).isEmpty();
    assertThat(Attempt.read("")).isEmpty();
  }

  @Test
  void read_whenTheAnswerWasGoingOut_saysSo() {
    String text = HEADER + Attempt.line(LINK) + Attempt.answeringLine();

    assertThat(Attempt.read(text).orElseThrow().answering()).isTrue();
  }

  @Test
  void read_ofSomethingElse_isRefused() {
    for (String line : List.of("x", "{\"undo\":\"reboot\"}", "{}", "{\"forget\":\"last\"}")) {
      assertThatThrownBy(() -> Attempt.read(HEADER + line + "\n"))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
