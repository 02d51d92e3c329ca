package io.flatnet.cni;

/**
 * What a call ends with. It holds what {@link #undo} needs until it is closed. For one thread at a
 * time.
 */
public final class CniAnswer implements AutoCloseable {
  private final int exitCode;
  private final int errorCode;
  private final String message;
  private final String json;
  private final Effects effects;

  private CniAnswer(int exitCode, int errorCode, String message, String json, Effects effects) {
    this.exitCode = exitCode;
    this.errorCode = errorCode;
    this.message = message;
    this.json = json;
    this.effects = effects;
  }

  /**
   * What a call did.
   *
   * @param delivering told before the answer goes out
   * @param undo takes it back
   * @param release ends the possibility to undo
   */
  record Effects(Runnable delivering, Runnable undo, Runnable release) {
    static final Effects NONE =
        new Effects(CniAnswer::nothing, CniAnswer::nothing, CniAnswer::nothing);
  }

  /** A success that needs no undo. */
  static CniAnswer of(String json) {
    return of(json, Effects.NONE);
  }

  /** A success. */
  static CniAnswer of(String json, Effects effects) {
    return new CniAnswer(0, 0, "", json, effects);
  }

  /** A failure, which has taken everything back already. */
  static CniAnswer failed(int errorCode, String message, String json) {
    return new CniAnswer(1, errorCode, message, json, Effects.NONE);
  }

  /** 0 = success. */
  public int exitCode() {
    return exitCode;
  }

  /** The code in the error JSON; 0 = success. */
  public int errorCode() {
    return errorCode;
  }

  /** The message in the error JSON; empty for a success. */
  public String message() {
    return message;
  }

  /** The text for stdout; empty where the specification has none. */
  public String json() {
    return json;
  }

  /** Says that the answer is about to go out: from now on the caller may have it. */
  public void delivering() {
    effects.delivering().run();
  }

  /** Takes the call's effects back: for an answer that cannot be delivered. */
  public void undo() {
    effects.undo().run();
  }

  /** Ends the possibility to undo; the effects stay. */
  @Override
  public void close() {
    effects.release().run();
  }

  private static void nothing() {}
}
