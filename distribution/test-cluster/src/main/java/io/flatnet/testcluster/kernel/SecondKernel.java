package io.flatnet.testcluster.kernel;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs test classes of some modules under a User-Mode Linux kernel: those that need it, which are
 * named {@code …LabIT}, and with them some that run on this machine's kernel too. Each is a test
 * here, as it ends there.
 *
 * <p>{@code -Dflatnet.lab.tests=REGEX} chooses among the classes by their simple names.
 */
public final class SecondKernel {
  private static final Path ROOT =
      Path.of(System.getProperty("flatnet.root", ".")).toAbsolutePath().normalize();

  /** On one slow CPU a test takes up to a minute. */
  private static final Duration SILENCE = Duration.ofMinutes(8);

  private SecondKernel() {}

  /**
   * The tests, which run as the stream is read.
   *
   * @param modules directories of the checkout whose compiled tests are looked through; what they
   *     need must be on this JVM's class path
   * @param classes which classes, by their simple names
   * @throws IOException if the tests cannot be read, or the kernel does not start
   */
  public static Stream<DynamicTest> tests(List<String> modules, String classes) throws IOException {
    Pattern wanted = Pattern.compile(System.getProperty("flatnet.lab.tests", classes));
    List<Path> testClasses =
        modules.stream()
            .map(module -> ROOT.resolve(module).resolve("target/test-classes"))
            .toList();
    List<String> chosen = new ArrayList<>();
    for (Path directory : testClasses) {
      chosen.addAll(classesIn(directory, wanted));
    }
    if (chosen.isEmpty()) {
      return Stream.of(
          dynamicTest(
              "chosen", () -> Assumptions.abort("no class of these modules is named " + wanted)));
    }
    KernelLab lab = KernelLab.start(ROOT, classPath(testClasses), chosen, SILENCE);
    return Stream.concat(
            Stream.generate(() -> next(lab))
                .takeWhile(Optional::isPresent)
                .map(SecondKernel::report),
            Stream.of(dynamicTest("the second kernel runs all and ends", () -> checkEnd(lab))))
        .onClose(() -> close(lab));
  }

  private static Optional<GuestTest> next(KernelLab lab) {
    try {
      return lab.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static DynamicTest report(Optional<GuestTest> ended) {
    GuestTest test = ended.orElseThrow();
    return dynamicTest(
        test.title(),
        () -> {
          switch (test.outcome()) {
            case PASSED -> {}
            case FAILED ->
                Assertions.fail(test.title() + " under the second kernel:\n" + test.detail());
            case SKIPPED -> Assumptions.abort(test.detail());
          }
        });
  }

  private static void checkEnd(KernelLab lab) throws InterruptedException {
    Assertions.assertEquals(0, lab.exitCode(), () -> "its exit code" + lab.told());
  }

  private static void close(KernelLab lab) {
    try {
      lab.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> classesIn(Path directory, Pattern wanted) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(file -> directory.relativize(file).toString())
          .filter(file -> file.endsWith("IT.class"))
          .map(file -> file.replaceFirst("\\.class$", "").replace('/', '.'))
          .filter(name -> wanted.matcher(name.substring(name.lastIndexOf('.') + 1)).matches())
          .sorted()
          .toList();
    }
  }

  private static List<Path> classPath(List<Path> testClasses) {
    List<Path> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      classPath.add(Path.of(entry));
    }
    testClasses.stream().filter(path -> !classPath.contains(path)).forEach(classPath::add);
    return classPath;
  }
}
