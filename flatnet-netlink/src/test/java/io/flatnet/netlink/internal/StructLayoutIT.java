package io.flatnet.netlink.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.netlink.AddressGeneration;
import io.flatnet.netlink.BondMode;
import io.flatnet.netlink.Ipv4Setting;
import io.flatnet.netlink.IpvlanFlag;
import io.flatnet.netlink.IpvlanMode;
import io.flatnet.netlink.MacvlanFlag;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.MonitorTopic;
import io.flatnet.netlink.RouteScope;
import io.flatnet.netlink.wire.AddressHeader;
import io.flatnet.netlink.wire.ArpPacket;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.NeighbourHeader;
import io.flatnet.netlink.wire.NeighbourPacket;
import io.flatnet.netlink.wire.RouteHeader;
import io.flatnet.netlink.wire.Rtnetlink;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that our offsets and numbers are those of the C compiler and the kernel's headers. */
@Requires(Part.C_COMPILER)
class StructLayoutIT {
  private static final List<String> HEADERS =
      List.of(
          "<stddef.h>",
          "<stdio.h>",
          "<errno.h>",
          "<fcntl.h>",
          "<poll.h>",
          "<sys/eventfd.h>",
          "<sys/socket.h>",
          "<sys/un.h>",
          "<sys/time.h>",
          "<linux/stat.h>",
          "<linux/netlink.h>",
          "<linux/rtnetlink.h>",
          "<linux/if_link.h>",
          "<linux/if_addr.h>",
          "<linux/neighbour.h>",
          "<linux/if_packet.h>",
          "<linux/veth.h>",
          "<netinet/if_ether.h>",
          "<netinet/ip6.h>",
          "<netinet/icmp6.h>",
          "<linux/if_bonding.h>",
          "<linux/if_ether.h>",
          "<linux/ip.h>");

  @TempDir Path directory;

  @Test
  void offsetsAndNumbers_areTheCompilers() throws Exception {
    Map<String, Long> ours = new LinkedHashMap<>();
    structures(ours);
    numbers(ours);
    assertThat(compiled(ours.keySet().stream().toList())).containsExactlyEntriesOf(ours);
  }

  private static void structures(Map<String, Long> ours) {
    ours.put("sizeof(struct ifinfomsg)", (long) LinkHeader.BYTES);
    ours.put("offsetof(struct ifinfomsg, ifi_index)", 4L);
    ours.put("offsetof(struct ifinfomsg, ifi_flags)", 8L);
    ours.put("offsetof(struct ifinfomsg, ifi_change)", 12L);
    ours.put("sizeof(struct ifaddrmsg)", (long) AddressHeader.BYTES);
    ours.put("offsetof(struct ifaddrmsg, ifa_index)", 4L);
    ours.put("sizeof(struct rtmsg)", (long) RouteHeader.BYTES);
    ours.put("offsetof(struct rtmsg, rtm_table)", 4L);
    ours.put("offsetof(struct rtmsg, rtm_protocol)", 5L);
    ours.put("offsetof(struct rtmsg, rtm_scope)", 6L);
    ours.put("offsetof(struct rtmsg, rtm_type)", 7L);
    ours.put("offsetof(struct rtmsg, rtm_flags)", 8L);
    ours.put("sizeof(struct rtnexthop)", 8L);
    ours.put("offsetof(struct rtnexthop, rtnh_hops)", 3L);
    ours.put("offsetof(struct rtnexthop, rtnh_ifindex)", 4L);
    ours.put("offsetof(struct rtvia, rtvia_addr)", 2L);
    ours.put("sizeof(struct ndmsg)", (long) NeighbourHeader.BYTES);
    ours.put("offsetof(struct ndmsg, ndm_ifindex)", 4L);
    ours.put("offsetof(struct ndmsg, ndm_state)", 8L);
    ours.put("offsetof(struct ndmsg, ndm_flags)", 10L);
    ours.put("sizeof(struct nlattr)", 4L);
    ours.put("offsetof(struct nlattr, nla_type)", 2L);
    ours.put("offsetof(struct nlmsgerr, msg)", 4L);
    ours.put("sizeof(struct nlmsghdr)", 16L);
    ours.put("offsetof(struct nlmsghdr, nlmsg_type)", 4L);
    ours.put("offsetof(struct nlmsghdr, nlmsg_flags)", 6L);
    ours.put("offsetof(struct nlmsghdr, nlmsg_seq)", 8L);
    ours.put("offsetof(struct nlmsghdr, nlmsg_pid)", 12L);
    ours.put("sizeof(struct sockaddr_nl)", 12L);
    ours.put("offsetof(struct sockaddr_nl, nl_pid)", 4L);
    ours.put("sizeof(struct sockaddr_ll)", 20L);
    ours.put("offsetof(struct sockaddr_ll, sll_protocol)", 2L);
    ours.put("offsetof(struct sockaddr_ll, sll_ifindex)", 4L);
    ours.put("sizeof(struct packet_mreq)", 16L);
    ours.put("offsetof(struct packet_mreq, mr_alen)", 6L);
    ours.put("offsetof(struct packet_mreq, mr_address)", 8L);
    ours.put("sizeof(struct ethhdr) + sizeof(struct ip6_hdr)", 54L);
    ours.put("sizeof(struct ethhdr) + offsetof(struct ip6_hdr, ip6_nxt)", 20L);
    ours.put("sizeof(struct ethhdr) + offsetof(struct ip6_hdr, ip6_hlim)", 21L);
    ours.put("sizeof(struct ethhdr) + offsetof(struct ip6_hdr, ip6_src)", 22L);
    ours.put("sizeof(struct nd_neighbor_solicit)", 24L);
    ours.put("offsetof(struct nd_neighbor_solicit, nd_ns_target)", 8L);
    ours.put("sizeof(struct ether_arp) + sizeof(struct ethhdr)", 42L);
    ours.put("offsetof(struct ether_arp, arp_spa)", 14L);
    ours.put("offsetof(struct ether_arp, arp_tha)", 18L);
    ours.put("offsetof(struct ether_arp, arp_tpa)", 24L);
    ours.put("sizeof(((struct sockaddr_un *) 0)->sun_path)", UnixAddress.MAX_PATH_BYTES + 1L);
    ours.put("offsetof(struct sockaddr_un, sun_path)", 2L);
    ours.put("sizeof(struct msghdr)", (long) SocketMessage.MSGHDR_BYTES);
    ours.put("offsetof(struct msghdr, msg_iov)", (long) SocketMessage.MSG_IOV);
    ours.put("offsetof(struct msghdr, msg_iovlen)", (long) SocketMessage.MSG_IOVLEN);
    ours.put("offsetof(struct msghdr, msg_control)", (long) SocketMessage.MSG_CONTROL);
    ours.put("offsetof(struct msghdr, msg_controllen)", (long) SocketMessage.MSG_CONTROLLEN);
    ours.put("offsetof(struct msghdr, msg_flags)", (long) SocketMessage.MSG_FLAGS);
    ours.put("offsetof(struct cmsghdr, cmsg_level)", (long) SocketMessage.CMSG_LEVEL);
    ours.put("offsetof(struct cmsghdr, cmsg_type)", (long) SocketMessage.CMSG_TYPE);
    ours.put("sizeof(struct cmsghdr)", (long) SocketMessage.CMSG_DATA);
    ours.put("sizeof(struct iovec)", 16L);
    ours.put("sizeof(struct timeval)", 16L);
    ours.put("sizeof(struct ucred)", 12L);
    ours.put("sizeof(struct pollfd)", 8L);
    ours.put("offsetof(struct pollfd, events)", 4L);
    ours.put("offsetof(struct pollfd, revents)", 6L);
    ours.put("sizeof(struct statx)", 256L);
    ours.put("offsetof(struct statx, stx_ino)", 32L);
    ours.put("offsetof(struct statx, stx_dev_major)", 136L);
    ours.put("offsetof(struct statx, stx_dev_minor)", 140L);
  }

  private static void numbers(Map<String, Long> ours) throws IllegalAccessException {
    for (Field constant : Rtnetlink.class.getFields()) {
      ours.put(constant.getName(), (long) constant.getInt(null));
    }
    for (Errno errno : Errno.values()) {
      ours.put(errno.name(), (long) errno.number());
    }
    for (MacvlanMode mode : MacvlanMode.values()) {
      ours.put("MACVLAN_MODE_" + mode.name(), (long) mode.number());
    }
    for (MacvlanFlag flag : MacvlanFlag.values()) {
      ours.put("MACVLAN_FLAG_" + flag.name(), (long) flag.bit());
    }
    for (IpvlanMode mode : IpvlanMode.values()) {
      ours.put("IPVLAN_MODE_" + mode.name(), (long) mode.number());
    }
    ours.put("IPVLAN_F_PRIVATE", (long) IpvlanFlag.PRIVATE.number());
    ours.put("IPVLAN_F_VEPA", (long) IpvlanFlag.VEPA.number());
    for (BondMode mode : BondMode.values()) {
      String name = mode == BondMode.LACP ? "8023AD" : mode.name();
      ours.put("BOND_MODE_" + name, (long) mode.number());
    }
    for (AddressGeneration mode : AddressGeneration.values()) {
      ours.put("IN6_ADDR_GEN_MODE_" + mode.name(), (long) mode.number());
    }
    for (RouteScope scope : RouteScope.values()) {
      ours.put("RT_SCOPE_" + scope.name(), (long) scope.number());
    }
    ours.put("ETH_P_8021Q", 0x8100L);
    ours.put("PACKET_ADD_MEMBERSHIP", 1L);
    ours.put("PACKET_DROP_MEMBERSHIP", 2L);
    ours.put("PACKET_MR_MULTICAST", 0L);
    ours.put("SOL_PACKET", 263L);
    ours.put("ETH_P_IPV6", (long) NeighbourPacket.ETHERTYPE);
    ours.put("ND_NEIGHBOR_SOLICIT", 135L);
    ours.put("ND_NEIGHBOR_ADVERT", 136L);
    ours.put("ND_OPT_TARGET_LINKADDR", 2L);
    ours.put("ETH_P_ARP", (long) ArpPacket.ETHERTYPE);
    ours.put("ARPOP_REQUEST", (long) ArpPacket.REQUEST);
    ours.put("ARPOP_REPLY", (long) ArpPacket.REPLY);
    Map<MonitorTopic, String> groups =
        Map.of(
            MonitorTopic.LINK, "LINK",
            MonitorTopic.IPV4_ADDRESS, "IPV4_IFADDR",
            MonitorTopic.IPV6_ADDRESS, "IPV6_IFADDR",
            MonitorTopic.IPV4_ROUTE, "IPV4_ROUTE",
            MonitorTopic.IPV6_ROUTE, "IPV6_ROUTE");
    for (MonitorTopic topic : MonitorTopic.values()) {
      ours.put("RTNLGRP_" + groups.get(topic), (long) topic.group());
    }
    ours.put("IFA_TARGET_NETNSID", 10L);
    ours.put("IFLA_TARGET_NETNSID", 46L);
    ours.put("NETLINK_ADD_MEMBERSHIP", 1L);
    ours.put("SOL_NETLINK", 270L);
    ours.put("EFD_CLOEXEC | EFD_NONBLOCK", 0x80800L);
    ours.put("POLLIN", 1L);
    ours.put("MSG_DONTWAIT", (long) SocketCalls.MSG_DONTWAIT);
    for (Ipv4Setting setting : Ipv4Setting.values()) {
      ours.put("IPV4_DEVCONF_" + setting.name(), (long) setting.number());
    }
    ours.put("NETLINK_CAP_ACK", 10L);
    ours.put("NETLINK_EXT_ACK", 11L);
    ours.put("NETLINK_GET_STRICT_CHK", 12L);
    ours.put("AF_UNIX", (long) UnixCalls.AF_UNIX);
    ours.put("AF_NETLINK", (long) SocketCalls.AF_NETLINK);
    ours.put("AF_PACKET", (long) SocketCalls.AF_PACKET);
    ours.put("SOCK_STREAM", (long) UnixCalls.SOCK_STREAM);
    ours.put("SOCK_RAW", (long) SocketCalls.SOCK_RAW);
    ours.put("SOCK_CLOEXEC", (long) SocketCalls.SOCK_CLOEXEC);
    ours.put("O_CLOEXEC", 0x80000L);
    ours.put("SOL_SOCKET", (long) SocketCalls.SOL_SOCKET);
    ours.put("SO_PEERCRED", (long) UnixCalls.SO_PEERCRED);
    ours.put("SO_RCVTIMEO", (long) SocketCalls.SO_RCVTIMEO);
    ours.put("SO_SNDTIMEO", (long) SocketCalls.SO_SNDTIMEO);
    ours.put("MSG_CTRUNC", (long) UnixCalls.MSG_CTRUNC);
    ours.put("MSG_TRUNC", (long) SocketCalls.MSG_TRUNC);
    ours.put("MSG_NOSIGNAL", (long) UnixCalls.MSG_NOSIGNAL);
    ours.put("MSG_CMSG_CLOEXEC", (long) UnixCalls.MSG_CMSG_CLOEXEC);
    ours.put("SCM_RIGHTS", 1L);
    ours.put("POLLERR | POLLHUP | POLLNVAL", 0x38L);
    ours.put("AT_EMPTY_PATH", 0x1000L);
    ours.put("STATX_INO", 0x100L);
  }

  private Map<String, Long> compiled(List<String> expressions)
      throws IOException, InterruptedException {
    StringBuilder source = new StringBuilder("#define _GNU_SOURCE\n");
    HEADERS.forEach(header -> source.append("#include ").append(header).append('\n'));
    source.append("int main(void) {\n");
    for (String expression : expressions) {
      source.append("printf(\"%lld\\n\", (long long) (").append(expression).append("));\n");
    }
    source.append("return 0;\n}\n");
    Path file = Files.writeString(directory.resolve("layout.c"), source);
    Path program = directory.resolve("layout");
    run("gcc", "-o", program.toString(), file.toString());
    List<String> lines = run(program.toString()).lines().toList();
    Map<String, Long> values = new LinkedHashMap<>();
    for (int i = 0; i < expressions.size(); i++) {
      values.put(expressions.get(i), Long.parseLong(lines.get(i)));
    }
    return values;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
