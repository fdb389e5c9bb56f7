package io.github.tfsaliency.cli.verify;

import com.google.common.base.Ascii;

/** The facts of a record that can be checked again. */
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
