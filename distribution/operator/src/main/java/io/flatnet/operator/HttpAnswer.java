package io.flatnet.operator;

/**
 * What a path answers.
 *
 * @param status of HTTP
 * @param type the media type, of text in UTF-8
 * @param body the text
 */
record HttpAnswer(int status, String type, String body) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** One line of text. */
  static HttpAnswer line(int status, String line) {
    return new HttpAnswer(status, TEXT, line + "\n");
  }
}
