package io.flatnet.netlink;

import io.flatnet.netlink.wire.Errno;
import org.jspecify.annotations.Nullable;

/** The kernel refused a request, or did not answer it. */
public final class NetlinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String request;
  private final int errno;
  private final @Nullable String explanation;

  /**
   * @param request what was asked, beginning with a verb: {@code "add address 10.0.0.7/24 to link
   *     3"}
   * @param errno the error number, positive; see {@link Errno}
   * @param explanation the kernel's own words (NETLINK_EXT_ACK), or what this library adds; null
   *     where there is none
   */
  public NetlinkException(String request, int errno, @Nullable String explanation) {
    super(message(request, errno, explanation));
    this.request = request;
    this.errno = errno;
    this.explanation = explanation;
  }

  private static String message(String request, int errno, @Nullable String explanation) {
    StringBuilder out = new StringBuilder("cannot ").append(request).append(": ");
    out.append(Errno.name(errno));
    if (explanation != null) {
      out.append(" (").append(explanation).append(')');
    }
    String next = nextStep(errno);
    return next.isEmpty() ? out.toString() : out.append("; ").append(next).toString();
  }

  private static String nextStep(int errno) {
    if (Errno.EPERM.is(errno) || Errno.EACCES.is(errno)) {
      return "CAP_NET_ADMIN (and CAP_SYS_ADMIN to enter a namespace) is needed";
    }
    if (Errno.ENODEV.is(errno)) {
      return "check that the link exists in this namespace";
    }
    if (Errno.EEXIST.is(errno)) {
      return "it is there already: delete it first, or take another name";
    }
    if (Errno.ENETDOWN.is(errno)) {
      return "set the link up first";
    }
    if (Errno.ENETUNREACH.is(errno)) {
      return "check that the link is up and that the gateway is in a prefix of the link";
    }
    if (Errno.EOPNOTSUPP.is(errno)) {
      return "this kernel lacks it: check that the module is loaded";
    }
    if (Errno.ENOBUFS.is(errno)) {
      return "the kernel dropped messages: open a new socket and ask again";
    }
    return "";
  }

  /** What was asked, beginning with a verb. */
  public String request() {
    return request;
  }

  /** The error number, positive. */
  public int errno() {
    return errno;
  }

  /** The name of the error number, for example {@code EEXIST}. */
  public String errnoName() {
    return Errno.name(errno);
  }

  /** Whether this is that error: {@code e.is(Errno.EEXIST)}. */
  public boolean is(Errno error) {
    return error.is(errno);
  }

  /** The kernel's own words (NETLINK_EXT_ACK) or this library's; null where there are none. */
  public @Nullable String explanation() {
    return explanation;
  }
}
