package io.github.tfsaliency.cli.verify;

import com.google.common.base.Ascii;

/** What a record says and somebody else can find out again. */
enum Subject {
  MODEL,
  WEIGHTS,
  INPUT,
  TARGET,
  LABEL,
  SCORE,
  PROBABILITY,
  GAP,
  METHOD,
  MAP;

  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
