package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.mac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Shows that a hundred thousand operations, also failing ones, leave no descriptor, no thread and
 * no native memory. Arenas take theirs from the account that the JVM keeps for direct buffers.
 */
@Requires(Part.KERNEL)
class DescriptorLeakIT {
  private static final int ROUNDS = 10_000; // of ten operations
  private static final int LINKS = 50; // the kernel takes some 20 ms to delete one
  private static final MacAddress MAC = mac("02:00:5e:10:00:07");
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.7");

  /** What the pool of buffers may keep; one block of 64 bytes lost in each round is as much. */
  private static final long NATIVE_BYTES = 16 * 40 * 1024;

  private static long openDescriptors() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  /** What arenas hold that are neither closed nor collected: the JVM counts it as "Other". */
  private static long nativeBytes() throws IOException {
    System.gc();
    String summary = nativeMemorySummary();
    Matcher other = Pattern.compile("Other \\(reserved=(\\d+)").matcher(summary);
    assertThat(other.find()).as(summary).isTrue(); // needs -XX:NativeMemoryTracking=summary
    return Long.parseLong(other.group(1));
  }

  private static String nativeMemorySummary() throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String own = String.valueOf(ProcessHandle.current().pid());
    Process process =
        new ProcessBuilder(jcmd, own, "VM.native_memory", "summary", "scale=B")
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void operations_whenAHundredThousand_leaveNothing() throws IOException {
    try (PodOnWire net = new PodOnWire()) {
      Link eth1 = net.macvlan("eth1", MAC.toString());
      tenOperations(net, eth1);
      long memory = nativeBytes(); // the first time it opens a socket, for good
      long descriptors = openDescriptors();
      int threads = Thread.activeCount();
      for (int i = 0; i < ROUNDS; i++) {
        tenOperations(net, eth1);
      }
      assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
      assertThat(nativeBytes()).isLessThanOrEqualTo(memory + NATIVE_BYTES);
    }
  }

  private static void tenOperations(PodOnWire net, Link link) {
    Path file = Path.of("/proc/self/fd/" + net.pod.descriptor());
    try (NetworkNamespace opened = NetworkNamespace.open(file);
        Netlink netlink = Netlink.open(opened);
        NetworkMonitor monitor =
            NetworkMonitor.open(opened, EnumSet.of(MonitorTopic.IPV4_ADDRESS))) {
      netlink.addresses().add(link.index(), ADDRESS, 24);
      netlink.addresses().delete(link.index(), ADDRESS, 24);
      assertThat(monitor.next(Duration.ofSeconds(20))).isPresent();
      assertThat(netlink.links().find(link.index())).isPresent();
      assertThat(netlink.addresses().list(link.index())).hasSizeLessThanOrEqualTo(1);
      assertRefused(Errno.ENODEV, () -> netlink.links().delete("gone0"));
      assertRefused(Errno.EINVAL, () -> NetworkNamespace.open(Path.of("/proc/self/ns/mnt")));
    }
  }

  private static void assertRefused(Errno errno, Runnable operation) {
    try {
      operation.run();
    } catch (NetlinkException e) {
      assertThat(e.is(errno)).isTrue();
      return;
    }
    throw new AssertionError("the kernel took it");
  }

  /** The account counts what it is asked for, or the test above could not fail. */
  @Test
  void nativeBytes_whenAnArenaIsOpen_countsIt() throws IOException {
    long before = nativeBytes();
    try (Arena arena = Arena.ofShared()) {
      assertThat(arena.allocate(2 * NATIVE_BYTES).byteSize()).isPositive();
      assertThat(nativeBytes()).isGreaterThan(before + NATIVE_BYTES);
    }
  }

  @Test
  void attachProbeAndDetach_whenManyTimes_leaveNothing() throws IOException {
    try (PodOnWire net = new PodOnWire()) {
      attachProbeAndDetach(net);
      long descriptors = openDescriptors();
      for (int i = 0; i < LINKS; i++) {
        attachProbeAndDetach(net);
      }
      assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors);
      assertThat(net.ofPod.links().list()).hasSize(1);
    }
  }

  private static void attachProbeAndDetach(PodOnWire net) {
    Link made = net.macvlan("eth1", MAC.toString());
    Duration none = Duration.ZERO;
    ProbeTimes once = new ProbeTimes(none, 1, none, none, none);
    try (Announcer announcer = Announcer.open(net.pod);
        DuplicateProbe probe = DuplicateProbe.open(net.pod, made.index(), MAC)) {
      assertThat(probe.probe(ADDRESS, once)).isEqualTo(new ProbeOutcome.Free());
      announcer.announce(made.index(), MAC, ADDRESS);
      net.ofPod.links().delete(made.index());
      assertThatThrownBy(() -> probe.probe(ADDRESS, once)).isInstanceOf(NetlinkException.class);
    }
  }
}
