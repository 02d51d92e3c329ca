package io.flatnet.images;

import java.util.List;

/** A processor architecture that images are made for. */
enum Architecture {
  AMD64("amd64", "amd64", "x86_64-linux-gnu", "lib64/ld-linux-x86-64.so.2"),
  ARM64("arm64", "aarch64", "aarch64-linux-gnu", "lib/ld-linux-aarch64.so.1");

  /** What a Java runtime is linked with; the rest of libc6 is for other programs. */
  private static final List<String> LIBRARIES =
      List.of("libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1");

  private final String title;
  private final String javaName;
  private final String triple;
  private final String interpreter;

  Architecture(String title, String javaName, String triple, String interpreter) {
    this.title = title;
    this.javaName = javaName;
    this.triple = triple;
    this.interpreter = interpreter;
  }

  /**
   * The one of this machine.
   *
   * @throws IllegalStateException if images are not made for it
   */
  static Architecture here() {
    String name = System.getProperty("os.arch");
    for (Architecture architecture : values()) {
      if (architecture.javaName.equals(name)) {
        return architecture;
      }
    }
    throw new IllegalStateException("no images are made on \"" + name + "\"");
  }

  /** As OCI and Debian call it. */
  String title() {
    return title;
  }

  /** Where a program's ELF header asks for its interpreter, without the first slash. */
  String interpreter() {
    return interpreter;
  }

  /** Where the interpreter is in Debian's libc6, and in the image. */
  String interpreterFile() {
    return libraryDirectory() + interpreter.substring(interpreter.lastIndexOf('/'));
  }

  /** The files of libc6 that a Java runtime needs, without the first slash. */
  List<String> libraries() {
    return LIBRARIES.stream().map(name -> libraryDirectory() + "/" + name).toList();
  }

  private String libraryDirectory() {
    return "lib/" + triple;
  }
}
