package io.flatnet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.testcluster.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The project of somebody else in {@code docs/examples/custom-controller}, built by Maven. */
final class Sample {
  private static final Path SOURCE = Library.ROOT.resolve("docs/examples/custom-controller");
  private static final String MODULE = "com.example.growth";
  private static final String MAIN = MODULE + ".Main";

  /** Automatic modules, as the official client and those of ours on it are, name nobody. */
  private static final String ALL = "ALL-MODULE-PATH";

  /** The official client uses what OkHttp does not export. */
  private static final List<String> EXPORTS =
      List.of(
          "--add-exports=okhttp3/okhttp3.internal.http=io.kubernetes.client.java.api",
          "--add-exports=okhttp3/okhttp3.internal.tls=io.kubernetes.client.java.api");

  private static final long BUILD_MINUTES = 5;

  private final Path project;

  private Sample(Path project) {
    this.project = project;
  }

  /** How a program finds its classes. */
  enum By {
    MODULE_PATH("a module"),
    CLASS_PATH("classes");

    /** What the program says of itself. */
    final String said;

    By(String said) {
      this.said = said;
    }
  }

  /**
   * Builds a copy in a Maven of its own, which reaches no network, keeps what it resolves here, and
   * finds flatnet in one folder only.
   *
   * @param folder where all of it goes; it is made anew
   */
  static Sample build(Path folder) throws IOException, InterruptedException {
    remove(folder);
    Path project = folder.resolve("project");
    copy(SOURCE, project);
    Path repository = folder.resolve("repository");
    Repository.fill(repository);
    Path settings = folder.resolve("settings.xml");
    Files.writeString(settings, settings(repository));
    Path log = folder.resolve("maven.log");
    ProcessBuilder maven =
        new ProcessBuilder(
                Path.of(System.getProperty("flatnet.maven.home"), "bin", "mvn").toString(),
                "-B",
                "-s",
                settings.toString(),
                "-Dmaven.repo.local=" + folder.resolve("resolved"),
                "verify")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maven.environment().put("MAVEN_OPTS", "-Xmx256m");
    Process process = maven.start();
    boolean ended = process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES);
    process.destroy();
    String said = Files.readString(log);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return new Sample(project);
  }

  /** The jars that it runs with, its own among them. */
  List<Path> jars() throws IOException {
    try (Stream<Path> libraries = Files.list(project.resolve("target/lib"))) {
      return Stream.concat(
              Stream.of(project.resolve("target/custom-controller-1.jar")), libraries.sorted())
          .toList();
    }
  }

  /** Starts the program. */
  ChildProcess start(By by, Path kubeconfig, Path log) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = String.join(File.pathSeparator, jars().stream().map(Path::toString).toList());
    List<String> command = new ArrayList<>(List.of(java, "-Xmx128m"));
    switch (by) {
      case MODULE_PATH -> {
        command.addAll(EXPORTS);
        command.addAll(List.of("-p", path, "--add-modules", ALL, "-m", MODULE + "/" + MAIN));
      }
      case CLASS_PATH -> command.addAll(List.of("-cp", path, MAIN));
    }
    return ChildProcess.start(command, Map.of("KUBECONFIG", kubeconfig.toString()), log);
  }

  /** Maven's central repository is what this build has resolved; whoever else is asked is not. */
  private static String settings(Path repository) {
    return """
        <settings>
          <mirrors>
            <mirror>
              <id>resolved</id>
              <mirrorOf>external:*</mirrorOf>
              <url>%1$s</url>
            </mirror>
          </mirrors>
          <profiles>
            <profile>
              <id>folders</id>
              <repositories>
                <repository>
                  <id>flatnet</id>
                  <url>%2$s</url>
                  <releases><enabled>false</enabled></releases>
                  <snapshots><enabled>true</enabled><checksumPolicy>ignore</checksumPolicy></snapshots>
                </repository>
              </repositories>
            </profile>
          </profiles>
          <activeProfiles>
            <activeProfile>folders</activeProfile>
          </activeProfiles>
        </settings>
        """
        .formatted(
            Path.of(System.getProperty("flatnet.maven.repository")).toUri(), repository.toUri());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(file);
        if (!relative.startsWith("target")) {
          Path copy = to.resolve(relative);
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
