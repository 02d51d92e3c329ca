package io.flatnet.netlink.internal;

import static io.flatnet.netlink.internal.Native.C_INT;
import static io.flatnet.netlink.internal.Native.C_LONG;
import static io.flatnet.netlink.internal.Native.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls on mounts, which keep a namespace that no process is in. */
public final class MountCalls {
  private static final long MS_BIND = 0x1000;
  private static final int MNT_DETACH = 2;

  private static final MethodHandle MOUNT =
      Native.link("mount", C_INT, C_POINTER, C_POINTER, C_POINTER, C_LONG, C_POINTER);
  private static final MethodHandle UMOUNT = Native.link("umount2", C_INT, C_POINTER, C_INT);

  private MountCalls() {}

  /** mount(2) with MS_BIND: 0. */
  public static int bindMount(String source, String target) {
    MemorySegment state = Native.state();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = Native.text(arena, source);
      MemorySegment to = Native.text(arena, target);
      int returned =
          (int) MOUNT.invokeExact(state, from, to, MemorySegment.NULL, MS_BIND, MemorySegment.NULL);
      return Native.result(returned, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** umount2(2) with MNT_DETACH: 0. */
  public static int unmount(String target) {
    MemorySegment state = Native.state();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = Native.text(arena, target);
      return Native.result((int) UMOUNT.invokeExact(state, at, MNT_DETACH), state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
