package io.flatnet.lab.kernel;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the tests named {@code …LabIT} of all modules under a User-Mode Linux kernel, and with them
 * some that run on this machine's kernel too. Each is a test here, as it ends there.
 *
 * <p>{@code -Dflatnet.lab.tests=REGEX} chooses among the classes by their simple names.
 */
@Requires(Part.KERNEL_LAB)
class SecondKernelIT {
  private static final Path ROOT =
      Path.of(System.getProperty("flatnet.root", ".")).toAbsolutePath().normalize();

  /** On one slow CPU a test takes up to a minute. */
  private static final Duration SILENCE = Duration.ofMinutes(8);

  /** What is worth a second kernel beside the tests that no other can run. */
  private static final Pattern CHOSEN =
      Pattern.compile(
          System.getProperty("flatnet.lab.tests", ".*LabIT|LinksIT|AddressesIT|RoutesIT"));

  @TestFactory
  Stream<DynamicTest> testsOfTheSecondKernel() throws IOException {
    List<Path> testClasses = testClassDirectories();
    Map<String, Path> classes = new TreeMap<>();
    for (Path directory : testClasses) {
      classes.putAll(classesIn(directory));
    }
    List<String> chosen =
        classes.keySet().stream()
            .filter(name -> CHOSEN.matcher(name.substring(name.lastIndexOf('.') + 1)).matches())
            .toList();
    Assertions.assertFalse(chosen.isEmpty(), "no class is named " + CHOSEN + " in " + testClasses);
    KernelLab lab = KernelLab.start(ROOT, classPath(testClasses), chosen, SILENCE);
    return Stream.concat(
            Stream.generate(() -> next(lab)).takeWhile(Optional::isPresent).map(this::report),
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

  private DynamicTest report(Optional<GuestTest> ended) {
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

  /** The compiled tests of all modules, so that each module's tests stand beside its classes. */
  private static List<Path> testClassDirectories() throws IOException {
    try (Stream<Path> files =
        Files.find(ROOT, 4, (path, attributes) -> path.endsWith("target/test-classes"))) {
      return files.sorted().toList();
    }
  }

  private static Map<String, Path> classesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().matches(".*IT\\.class"))
          .collect(
              toMap(
                  file ->
                      directory
                          .relativize(file)
                          .toString()
                          .replaceFirst("\\.class$", "")
                          .replace('/', '.'),
                  file -> file));
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
