package io.flatnet.cni;

/**
 * What a call ends with. It holds what {@link #undo} needs until it is closed. For one thread at a
 * time.
 */
public final class CniAnswer implements AutoCloseable {
  private final int exitCode;
  private final String json;
  private final Runnable undo;
  private final Runnable release;

  CniAnswer(int exitCode, String json, Runnable undo, Runnable release) {
    this.exitCode = exitCode;
    this.json = json;
    this.undo = undo;
    this.release = release;
  }

  /** A success that needs no undo. */
  static CniAnswer of(String json) {
    return new CniAnswer(0, json, CniAnswer::nothing, CniAnswer::nothing);
  }

  /** A failure, which has taken everything back already. */
  static CniAnswer failed(String json) {
    return new CniAnswer(1, json, CniAnswer::nothing, CniAnswer::nothing);
  }

  /** 0 = success. */
  public int exitCode() {
    return exitCode;
  }

  /** The text for stdout; empty where the specification has none. */
  public String json() {
    return json;
  }

  /** Takes the call's effects back: for an answer that cannot be delivered. */
  public void undo() {
    undo.run();
  }

  /** Ends the possibility to undo; the effects stay. */
  @Override
  public void close() {
    release.run();
  }

  private static void nothing() {}
}
