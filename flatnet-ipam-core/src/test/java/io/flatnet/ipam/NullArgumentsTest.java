package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public method and constructor of the values refuses null, and says which argument it was.
 */
final class NullArgumentsTest {
  private static final Map<Class<?>, Object> SAMPLES =
      Map.ofEntries(
          Map.entry(IpAddress.class, IpAddress.IPV4_LOWEST),
          Map.entry(IpFamily.class, IpFamily.IPV4),
          Map.entry(IpPrefix.class, new IpPrefix(IpAddress.IPV4_LOWEST, 8)),
          Map.entry(IpRange.class, IpRange.of(IpAddress.IPV4_LOWEST)),
          Map.entry(RangeSet.class, RangeSet.empty()),
          Map.entry(InterfaceAddress.class, new InterfaceAddress(IpAddress.IPV4_LOWEST, 8)),
          Map.entry(MacAddress.class, new MacAddress(2)),
          Map.entry(
              AddressFormatException.class,
              new AddressFormatException("kind", "input", 0, "reason")),
          Map.entry(String.class, "text"),
          Map.entry(BigInteger.class, BigInteger.ONE),
          Map.entry(IpRange[].class, new IpRange[0]),
          Map.entry(Iterable.class, List.of()),
          Map.entry(byte[].class, new byte[4]),
          Map.entry(int.class, 0),
          Map.entry(long.class, 0L));

  static List<Executable> executables() {
    List<Executable> executables = new ArrayList<>();
    for (Class<?> type :
        List.of(
            IpAddress.class,
            IpPrefix.class,
            IpRange.class,
            RangeSet.class,
            InterfaceAddress.class,
            MacAddress.class,
            AddressFormatException.class,
            LedgerCodec.class)) {
      executables.addAll(Arrays.asList(type.getConstructors()));
      for (Method method : type.getDeclaredMethods()) {
        boolean ours = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic();
        if (ours && !method.getName().equals("equals")) {
          executables.add(method);
        }
      }
    }
    executables.removeIf(
        executable -> Arrays.stream(executable.getParameterTypes()).allMatch(Class::isPrimitive));
    return executables;
  }

  @ParameterizedTest
  @MethodSource("executables")
  void call_whenAnArgumentIsNull_namesIt(Executable executable) {
    Parameter[] parameters = executable.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (!parameters[i].getType().isPrimitive()) {
        @Nullable Object[] arguments =
            Arrays.stream(parameters).map(p -> SAMPLES.get(p.getType())).toArray();
        assertThat(arguments).as("samples for %s", executable).doesNotContainNull();
        arguments[i] = null;
        assertThat(catchThrowable(() -> call(executable, arguments)))
            .as("argument %d of %s", i, executable)
            .isInstanceOf(NullPointerException.class)
            .message()
            .matches("[a-z]+"); // a name, and not the JVM's own words on what it was about to do
      }
    }
  }

  private static void call(Executable executable, @Nullable Object[] arguments) throws Throwable {
    try {
      if (executable instanceof Method method) {
        boolean ofClass = Modifier.isStatic(method.getModifiers());
        method.invoke(ofClass ? null : SAMPLES.get(method.getDeclaringClass()), arguments);
      } else {
        ((java.lang.reflect.Constructor<?>) executable).newInstance(arguments);
      }
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
