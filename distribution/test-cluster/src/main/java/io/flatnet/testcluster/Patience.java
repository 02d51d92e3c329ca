package io.flatnet.testcluster;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets every wait of a test last a minute unless it says otherwise, since a busy machine stalls for
 * longer than Awaitility's ten seconds. Who waits for what comes soon pays nothing for it. JUnit
 * finds it by its service file.
 */
public final class Patience implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }
}
