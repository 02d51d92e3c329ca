package io.flatnet.operator.inspect;

import com.google.gson.JsonObject;
import java.io.PrintWriter;

/** What a verb found out, for programs and for people. */
interface Report {
  /** For programs. */
  JsonObject tree();

  /** For people. */
  void print(PrintWriter out, OutputStyle style);
}
