package io.flatnet.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rest of lists that clients read page by page. Thread-safe.
 *
 * <p>All pages of a list show the moment of its first page. Bounds: the last {@value #OPEN_LISTS}
 * unfinished lists are kept; the token of an older one is answered with 410, as the real server
 * does once etcd has compacted that revision.
 */
final class Pages {
  private static final int OPEN_LISTS = 64;

  private long lastList;
  private final Map<Long, Rest> open =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Rest> eldest) {
          return size() > OPEN_LISTS;
        }
      };

  /** A list of which pages were read. */
  private record Rest(List<StoredObject> objects, long revision, boolean whole) {}

  /**
   * Some objects of a list.
   *
   * @param objects the objects
   * @param revision the moment that the list shows
   * @param token what the next page is asked for with, empty on the last one
   * @param remaining how many objects follow, 0 if that is not told
   */
  record Page(List<StoredObject> objects, long revision, String token, int remaining) {}

  /**
   * The first page of a list.
   *
   * @param limit how many objects a page has, 0 for all
   * @param whole whether the list has no selectors: only then the number of remaining ones is told
   */
  synchronized Page first(List<StoredObject> objects, long revision, long limit, boolean whole) {
    if (limit == 0 || objects.size() <= limit) {
      return new Page(objects, revision, "", 0);
    }
    open.put(++lastList, new Rest(objects, revision, whole));
    return page(lastList, 0, limit);
  }

  /**
   * The page that a token asks for.
   *
   * @throws ApiFailure 400 if it is none of ours, 410 if it is too old
   */
  synchronized Page next(String token, long limit) {
    String[] parts = decode(token).split(":", -1);
    try {
      if (parts.length == 2) {
        return page(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), limit);
      }
    } catch (NumberFormatException e) {
      throw badToken();
    }
    throw badToken();
  }

  private Page page(long list, int from, long limit) {
    Rest rest = open.get(list);
    if (rest == null) {
      throw ApiFailure.expiredContinue();
    }
    int size = rest.objects.size();
    if (from < 0 || from > size) {
      throw badToken();
    }
    int to = limit == 0 ? size : (int) Math.min(size, from + limit);
    List<StoredObject> objects = rest.objects.subList(from, to);
    if (to == size) {
      return new Page(objects, rest.revision, "", 0);
    }
    String token =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString((list + ":" + to).getBytes(StandardCharsets.US_ASCII));
    return new Page(objects, rest.revision, token, rest.whole ? size - to : 0);
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw badToken();
    }
  }

  private static ApiFailure badToken() {
    return ApiFailure.badRequest("continue key is not valid");
  }
}
