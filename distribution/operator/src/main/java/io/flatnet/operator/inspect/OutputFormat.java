package io.flatnet.operator.inspect;

/** How a verb's answer is written. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** One JSON document. */
  JSON,
  /** One YAML document. */
  YAML,
  /** A picture; of {@code map} alone. */
  SVG
}
