package io.github.tfsaliency.server.metrics;

/** As what a request is counted. */
public enum Kind {
  /** It asks for outputs. */
  PREDICT,
  /** It asks for maps. */
  EXPLAIN,
  /** It asks for neither. */
  OTHER
}
