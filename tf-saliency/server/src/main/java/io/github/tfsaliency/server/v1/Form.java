package io.github.tfsaliency.server.v1;

/** How a map is answered. */
enum Form {
  /** Nested numbers. */
  ARRAY,
  /** A picture, as base64. */
  PNG,
  /** The places that count most. */
  REGIONS
}
