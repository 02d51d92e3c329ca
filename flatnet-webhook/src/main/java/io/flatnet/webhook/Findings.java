package io.flatnet.webhook;

import io.flatnet.ipam.Finding;
import java.util.ArrayList;
import java.util.List;

/** Makes verdicts of findings. Pure. */
final class Findings {
  private static final int SHOWN = 20;

  private Findings() {}

  /**
   * Denied when there is a finding.
   *
   * @param subject what the message speaks of, as in {@code subnet "net"}
   */
  static Verdict verdict(String subject, List<Finding> findings, List<String> warnings) {
    return findings.isEmpty()
        ? new Verdict.Allowed(shown(warnings))
        : new Verdict.Denied(findings, message(subject, findings));
  }

  private static List<String> shown(List<String> warnings) {
    if (warnings.size() <= SHOWN) {
      return warnings;
    }
    List<String> shown = new ArrayList<>(warnings.subList(0, SHOWN));
    shown.add("and " + (warnings.size() - SHOWN) + " more");
    return shown;
  }

  private static String message(String subject, List<Finding> findings) {
    String start = "cannot accept " + subject + ": ";
    if (findings.size() == 1) {
      return start + findings.getFirst();
    }
    StringBuilder message = new StringBuilder(start + findings.size() + " things are wrong");
    findings.stream().limit(SHOWN).forEach(f -> message.append("\n- ").append(f));
    if (findings.size() > SHOWN) {
      message.append("\nand ").append(findings.size() - SHOWN).append(" more");
    }
    return message.toString();
  }
}
