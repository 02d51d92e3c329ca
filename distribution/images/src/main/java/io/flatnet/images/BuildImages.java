package io.flatnet.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Builds all images that this machine can: {@code BuildImages ROOT VERSION TIME}.
 *
 * <p>ROOT is the checkout, whose other modules are built. The archives and lists of what they hold
 * (CycloneDX) are then in {@code distribution/target/images}. What cannot be built is skipped, and
 * said why. The system property {@code flatnet.images.arm64.jdk} names a Java 25 for arm64, else
 * the one that {@code distribution/images/fetch-base} brought is taken.
 */
final class BuildImages {
  private static final int CANNOT = 3;

  private final Path root;
  private final Path built;
  private final Path output;
  private final Path work;
  private final String version;
  private final Instant time;

  private BuildImages(Path root, String version, Instant time) {
    this.root = root;
    this.built = root.resolve("distribution/target");
    this.output = built.resolve("images");
    this.work = output.resolve("work");
    this.version = version;
    this.time = time;
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BuildImages build =
        new BuildImages(Path.of(arguments[0]), arguments[1], Instant.parse(arguments[2]));
    Path base = Base.usual();
    FileTree.delete(build.output);
    Files.createDirectories(build.work);
    build.assembleOperator();
    Architecture here = Architecture.here();
    Base ours = new Base(base, here);
    if (build.isThere(ours)) {
      build.buildHere(ours);
    }
    Base arm64 = new Base(base, Architecture.ARM64);
    if (here != Architecture.ARM64 && build.isThere(arm64)) {
      String java = System.getProperty("flatnet.images.arm64.jdk", "");
      build.buildThere(arm64, java.isEmpty() ? arm64.java() : Path.of(java));
    }
    FileTree.delete(build.work);
  }

  private boolean isThere(Base base) {
    Optional<String> missing = base.missing();
    missing.ifPresent(reason -> skipped("for " + base.architecture().title(), reason));
    return missing.isEmpty();
  }

  private static void skipped(String what, String reason) {
    System.out.println("images: skipped " + what + ", " + reason);
  }

  private Path assembled(Program program) {
    return built.resolve(program.title());
  }

  /** The agent's is assembled by its own module, because a node has it too. */
  private void assembleOperator() throws IOException, InterruptedException {
    RuntimeAssembly.main(
        new String[] {
          Program.OPERATOR.title(),
          assembled(Program.OPERATOR).toString(),
          time.toString(),
          "-",
          root.resolve("distribution/images/src/classes/flatnet-operator.classes").toString(),
          built.resolve("flatnet-operator.jar").toString()
        });
  }

  private void buildHere(Base base) throws IOException {
    for (ImageKind kind : ImageKind.values()) {
      build(kind, base, assembled(kind.program()));
    }
  }

  /** For a machine that this one is not: linked and packed, not run. */
  private void buildThere(Base base, Path java) throws IOException, InterruptedException {
    if (!Files.isDirectory(java)) {
      skipped(
          "for arm64",
          "no \""
              + java
              + "\"; install pip3 and run distribution/images/fetch-base, or name a JDK 25 for arm64"
              + " with -Dflatnet.images.arm64.jdk");
      return;
    }
    JavaRuntime runtime = JavaRuntime.of(java, work.resolve("jmods"));
    for (ImageKind kind : ImageKind.values()) {
      Program program = kind.program();
      Path tree = work.resolve(program.title());
      runtime.link(program.modules(), tree);
      RuntimeAssembly assembly = new RuntimeAssembly(program, tree, time);
      assembly.addProgram(assembly.jarsOf(assembled(program)), launcher(kind, base));
      assembly.finish();
      build(kind, base, tree);
    }
  }

  private Path launcher(ImageKind kind, Base base) throws IOException, InterruptedException {
    Path launcher = work.resolve("flatnet-cni");
    if (kind == ImageKind.AGENT) {
      ProcessBuilder compiler =
          new ProcessBuilder(
                  root.resolve("flatnet-cni-main/src/main/c/build.sh").toString(),
                  launcher.toString(),
                  version)
              .inheritIO();
      compiler.environment().put("FLATNET_ARCH", base.architecture().title());
      compiler.environment().put("FLATNET_SYSROOT", base.musl().toString());
      int code = compiler.start().waitFor();
      if (code != 0 && code != CANNOT) {
        throw new IOException("cannot compile the launcher: its script ended with " + code);
      }
    }
    return launcher;
  }

  private void build(ImageKind kind, Base base, Path tree) throws IOException {
    String name = ImageBuild.name(kind, base.architecture());
    if (kind == ImageKind.AGENT && !Files.exists(tree.resolve("bin/flatnet-cni"))) {
      skipped(
          name,
          "no C compiler made its launcher; run distribution/test-cluster/provision --debian");
      return;
    }
    Path blobs = Files.createTempDirectory(work, "blobs");
    System.out.println(
        "images: " + new ImageBuild(output, blobs, version, time).build(kind, base, tree));
    String module = kind == ImageKind.AGENT ? "node" : "operator";
    Path libraries = root.resolve("distribution/" + module + "/target/bom.json");
    if (Files.exists(libraries)) {
      bom(libraries, kind, base, tree).write(output.resolve(name + ".cdx.json"));
    } else {
      skipped(name + ".cdx.json", "its plugin does nothing while Maven is offline");
    }
  }

  private static Bom bom(Path libraries, ImageKind kind, Base base, Path tree) throws IOException {
    String java = JavaRuntime.version(tree);
    return new Bom(libraries)
        .without(kind.leftOut())
        .with(
            "libc6",
            base.libcVersion(),
            "pkg:deb/debian/libc6@%s?arch=%s"
                .formatted(base.libcVersion(), base.architecture().title()),
            "LGPL-2.1-or-later")
        .with(
            "Eclipse Temurin",
            java,
            "pkg:generic/eclipse-temurin@" + java,
            "GPL-2.0-only WITH Classpath-exception-2.0");
  }
}
