package io.flatnet.lab;

import java.io.IOException;
import java.util.List;

/** Compares what a pod got with what its annotations ask for. */
final class Wishes {
  private static final String ADDRESSES = "flatnetwork.pandaria.io/ip";
  private static final String MACS = "flatnetwork.pandaria.io/mac";

  private Wishes() {}

  /**
   * Checks one pod: its address is one of those named, its MAC one of those named, and the i-th MAC
   * goes with the i-th address when there are as many.
   *
   * @throws IOException when it got something else
   */
  static void check(AttachedPod pod) throws IOException {
    List<String> addresses = named(pod, ADDRESSES);
    List<String> macs = named(pod, MACS);
    int address = addresses.indexOf(pod.address().toString());
    int mac = macs.indexOf(pod.mac().toString());
    boolean paired = addresses.size() != macs.size() || macs.isEmpty() || mac == address;
    boolean given = (addresses.isEmpty() || address >= 0) && (macs.isEmpty() || mac >= 0);
    if (!given || !paired) {
      throw new IOException(
          "%s got %s with %s, but asked for %s with %s"
              .formatted(pod.object(), pod.address(), pod.mac(), addresses, macs));
    }
  }

  private static List<String> named(AttachedPod pod, String annotation) {
    String wish = pod.object().annotation(annotation).orElse("auto");
    return wish.equals("auto") ? List.of() : List.of(wish.split("-"));
  }
}
