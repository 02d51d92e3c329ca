package io.flatnet.cni.attach;

/**
 * Remembers beyond the end of this process how the effects of one ADD are taken back. For one
 * thread at a time.
 */
public interface Journal {
  /** Of an ADD that nobody but this process could take back. */
  Journal NONE =
      new Journal() {
        @Override
        public void note(Undo undo) {}

        @Override
        public void dropLast() {}
      };

  /** Called before the effect. */
  void note(Undo undo);

  /** The effect that was noted last did not come: what it would take back is not ours. */
  void dropLast();
}
