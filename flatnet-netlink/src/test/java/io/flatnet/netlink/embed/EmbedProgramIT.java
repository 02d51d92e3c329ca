package io.flatnet.netlink.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Shows that the program of docs/embed-netlink.md, as a module of its own, prints what it says. */
@Requires({Part.KERNEL, Part.IPROUTE})
class EmbedProgramIT {
  private static final String MODULE = "com.example.links";
  private static final String DESCRIPTOR =
      "module " + MODULE + " {\n  requires io.flatnet.netlink;\n}\n";

  @TempDir Path directory;

  @Test
  void program_inANamespace_makesTheMacvlanAndPrintsWhatThePageShows() throws Exception {
    compile();
    try (NetworkNamespace node = NetworkNamespace.create();
        NetworkNamespace pod = NetworkNamespace.create();
        Netlink ofNode = Netlink.open(node);
        Netlink ofPod = Netlink.open(pod)) {
      ofNode.links().create(LinkRequest.veth("eth0", "wire0").withUp());
      ofNode.links().setUp(ofNode.links().get("wire0").index());

      assertThat(run(file(node), "eth0", file(pod))).isEqualTo(EmbedPage.block("output"));

      int eth1 = ofPod.links().get("eth1").index();
      assertThat(ofPod.addresses().list(eth1))
          .anyMatch(found -> found.address().equals(IpAddress.parse("10.0.0.7")));
    }
  }

  /** As a process of ours can name it, whoever opens it. */
  private static String file(NetworkNamespace namespace) {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.descriptor();
  }

  private void compile() throws IOException {
    Path descriptor = Files.writeString(directory.resolve("module-info.java"), DESCRIPTOR);
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    ToolProvider.findFirst("javac")
        .orElseThrow()
        .run(
            out,
            out,
            "-p",
            modulePath(),
            "-d",
            directory.resolve("classes").toString(),
            "-proc:none",
            descriptor.toString(),
            EmbedPage.programSource().toString());
    assertThat(said.toString()).isEmpty();
  }

  private String run(String namespace, String... arguments)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = modulePath() + File.pathSeparator + directory.resolve("classes");
    List<String> command =
        Stream.concat(
                Stream.of(
                    "nsenter",
                    "--net=" + namespace,
                    java,
                    "-Xmx64m",
                    "--enable-native-access=io.flatnet.netlink",
                    "-p",
                    path,
                    "-m",
                    MODULE + "/" + MODULE + "." + EmbedPage.PROGRAM),
                Stream.of(arguments))
            .toList();
    Path printed = directory.resolve("printed");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(printed.toFile())
            .redirectError(directory.resolve("said").toFile())
            .start();
    int status = process.waitFor();
    String said = Files.readString(directory.resolve("said"), StandardCharsets.UTF_8);
    assertThat(status).as(said).isZero();
    return Files.readString(printed);
  }

  /** Netlink and what it needs, and nothing else. */
  private static String modulePath() {
    return Stream.of(Netlink.class, IpAddress.class, Logger.class)
        .map(EmbedProgramIT::place)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }
}
