package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.mac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shows that thousands of operations, also failing ones, leave no descriptor and no thread. */
@Requires(Part.KERNEL)
class DescriptorLeakIT {
  private static final int ROUNDS = 2_000;
  private static final int LINKS = 50; // the kernel takes some 20 ms to delete one

  private static long openDescriptors() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void socketsAndNamespaces_whenThousandTimes_leaveNothing() throws IOException {
    try (PodOnWire net = new PodOnWire()) {
      Link eth1 = net.macvlan("eth1", "02:00:5e:10:00:07");
      useSockets(net, eth1);
      long descriptors = openDescriptors();
      int threads = Thread.activeCount();
      for (int i = 0; i < ROUNDS; i++) {
        useSockets(net, eth1);
      }
      assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
    }
  }

  private static void useSockets(PodOnWire net, Link link) {
    Path file = Path.of("/proc/self/fd/" + net.pod.descriptor());
    IpAddress address = IpAddress.parse("10.0.0.7");
    try (NetworkNamespace opened = NetworkNamespace.open(file);
        Netlink netlink = Netlink.open(opened)) {
      netlink.addresses().add(link.index(), address, 24);
      netlink.addresses().delete(link.index(), address, 24);
      assertThatThrownBy(() -> netlink.links().delete("gone0"))
          .isInstanceOf(NetlinkException.class);
      assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/proc/self/ns/mnt")))
          .isInstanceOf(NetlinkException.class);
    }
  }

  @Test
  void attachAndDetach_whenManyTimes_leaveNothing() throws IOException {
    try (PodOnWire net = new PodOnWire()) {
      attachAndDetach(net);
      long descriptors = openDescriptors();
      for (int i = 0; i < LINKS; i++) {
        attachAndDetach(net);
      }
      assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors);
      assertThat(net.ofPod.links().list()).hasSize(1);
    }
  }

  private static void attachAndDetach(PodOnWire net) {
    try (Announcer announcer = Announcer.open(net.pod)) {
      Link made = net.macvlan("eth1", "02:00:5e:10:00:07");
      announcer.announce(made.index(), mac("02:00:5e:10:00:07"), IpAddress.parse("10.0.0.7"));
      net.ofPod.links().delete(made.index());
    }
  }
}
