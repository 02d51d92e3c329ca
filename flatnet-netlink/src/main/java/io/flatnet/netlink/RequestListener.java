package io.flatnet.netlink;

import java.util.function.Supplier;

/**
 * Is told of the requests of a socket: where the time goes, or what happens when one fails. Called
 * on the thread of the request, which it holds up.
 */
public interface RequestListener {
  /** Of nobody. */
  RequestListener NONE =
      new RequestListener() {
        @Override
        public void before(Supplier<String> request) {}

        @Override
        public void after(int type, Supplier<String> request, long nanos) {}
      };

  /**
   * Called before a request is sent; a {@link NetlinkException} from here is that of the request,
   * which is not sent.
   *
   * @param request what is asked, beginning with a verb; made when it is read
   */
  void before(Supplier<String> request);

  /**
   * Called after the kernel has carried a request out, or has said that what was to be found is not
   * there; a {@link NetlinkException} from here is that of the request all the same, as when an
   * answer is lost.
   *
   * @param type of its message, {@code RTM_…} (linux/rtnetlink.h)
   * @param nanos how long it took
   */
  void after(int type, Supplier<String> request, long nanos);
}
