package io.flatnet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds each library to its baseline: {@code docs/compatibility.md}. With {@code
 * -Dflatnet.baseline=write} it writes the baseline anew, if the version may break the old one.
 */
class ApiIT {
  private static final boolean WRITE = "write".equals(System.getProperty("flatnet.baseline"));
  private static final String RELEASE = Library.VERSION.replace("-SNAPSHOT", "");

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void api_ofALibrary_keepsWhatItsBaselinePromises(Library library) throws Exception {
    Path now = directory.resolve("now.jar");
    ApiJar.write(library, now);
    if (WRITE) {
      write(library, now);
    }
    Baseline baseline = Baseline.of(library);

    assertThat(ApiComparison.of(baseline.jar(), now).breaks())
        .as(
            "%s breaks what its version %s promises; keep it, or follow docs/compatibility.md",
            library.id(), baseline.version())
        .isEmpty();
  }

  private static void write(Library library, Path now) throws IOException {
    Optional<Baseline> before = Baseline.find(library);
    if (before.isPresent()) {
      ApiComparison comparison = ApiComparison.of(before.get().jar(), now);
      if (!Baseline.mayBreak(before.get().version(), RELEASE)) {
        assertThat(comparison.breaks())
            .as("%s may not break what %s promises", RELEASE, before.get().version())
            .isEmpty();
      }
      System.out.println(comparison.differences());
      Files.delete(before.get().jar());
    }
    Files.copy(now, Baseline.place(library, RELEASE));
  }

  @Test
  void api_whenAPublicMethodIsGone_breaksTheBaseline() throws Exception {
    Path now = without(Library.CORE, "io/flatnet/ipam/IpRange", named("overlaps"));

    assertThat(ApiComparison.of(Baseline.of(Library.CORE).jar(), now).breaks())
        .contains("io.flatnet.ipam.IpRange", "---! REMOVED METHOD: PUBLIC(-) boolean overlaps");
  }

  @Test
  void api_whenAMethodOfAHiddenParentIsGone_breaksTheBaseline() throws Exception {
    Path now = without(Library.API, "io/flatnet/api/ImmutableIpRangeSpec$Builder", named("from"));

    assertThat(ApiComparison.of(Baseline.of(Library.API).jar(), now).breaks())
        .contains("io.flatnet.api.IpRangeSpec$Builder");
  }

  @Test
  void api_whenAPrivateMethodIsGone_isTheSame() throws Exception {
    Path before = directory.resolve("before.jar");
    ApiJar.write(Library.CORE, before);
    Path now =
        without(
            Library.CORE,
            "io/flatnet/ipam/IpRange",
            method -> method.flags().has(AccessFlag.PRIVATE));

    assertThat(now).hasSameBinaryContentAs(before);
  }

  @Test
  void api_ofALibraryWithPackagesThatAreNotApi_hasNoneOfThem() throws Exception {
    Path api = directory.resolve("api.jar");
    ApiJar.write(Library.NETLINK, api);
    try (JarFile jar = new JarFile(api.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .isNotEmpty()
          .noneMatch(name -> name.contains("/internal/"));
    }
    assertThat(Library.CNI.apiPackages())
        .contains("io.flatnet.cni")
        .doesNotContain("io.flatnet.cni.attach");
  }

  private static Predicate<MethodModel> named(String name) {
    return method -> method.methodName().equalsString(name);
  }

  /** The API of a library of which some methods of a type were gone. */
  private Path without(Library library, String type, Predicate<MethodModel> gone) throws Exception {
    Path api = directory.resolve("without.jar");
    ApiJar.write(
        library,
        api,
        model -> model.thisClass().asInternalName().equals(type) ? changed(model, gone) : model);
    return api;
  }

  private static ClassModel changed(ClassModel model, Predicate<MethodModel> gone) {
    assertThat(model.methods()).as("the test takes something away").anyMatch(gone);
    ClassTransform drop =
        ClassTransform.dropping(element -> element instanceof MethodModel m && gone.test(m));
    return ClassFile.of().parse(ClassFile.of().transformClass(model, drop));
  }
}
