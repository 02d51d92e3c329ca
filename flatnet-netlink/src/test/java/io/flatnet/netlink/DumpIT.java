package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shows that a table read while another socket changes it is whole, or refused by EINTR. */
@Requires(Part.KERNEL)
@Timeout(60)
class DumpIT {
  private static final int STABLE = 600;

  @Test
  void list_whenTableChangesMeanwhile_missesNoneOfTheStable() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (NetworkNamespace namespace = NetworkNamespace.create();
        Netlink reader = Netlink.open(namespace);
        Netlink writer = Netlink.open(namespace);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      int lo = reader.links().get("lo").index();
      reader.links().setUp(lo);
      for (int i = 0; i < STABLE; i++) {
        reader.addresses().add(lo, IpAddress.ofIpv4(0x0a000001 + i), 32);
      }
      Future<?> changes = threads.submit(() -> changeUntil(stop, writer, lo));
      for (int i = 0; i < 200; i++) {
        boolean _ = isWhole(reader, lo); // it may be refused as long as it changes
      }
      stop.set(true);
      changes.get();
      assertThat(isWhole(reader, lo)).isTrue();
    }
  }

  private static void changeUntil(AtomicBoolean stop, Netlink netlink, int link) {
    IpAddress address = IpAddress.parse("10.99.0.1");
    while (!stop.get()) {
      netlink.addresses().add(link, address, 32);
      netlink.addresses().delete(link, address, 32);
    }
  }

  private static boolean isWhole(Netlink netlink, int link) {
    try {
      assertThat(netlink.addresses().list(link))
          .filteredOn(found -> found.address().family() == IpFamily.IPV4)
          .filteredOn(found -> found.address().low() >>> 16 == 0x0a00)
          .hasSize(STABLE);
      return true;
    } catch (NetlinkException e) {
      assertThat(e.is(Errno.EINTR)).isTrue();
      return false;
    }
  }
}
