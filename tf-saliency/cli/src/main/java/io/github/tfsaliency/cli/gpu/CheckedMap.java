package io.github.tfsaliency.cli.gpu;

import java.util.Optional;

/**
 * A map on both devices.
 *
 * @param probe what was computed
 * @param verdict what the comparison came to
 * @param exact the GPU's map beside the processor's; empty if there is none
 * @param again the GPU's second map beside its first
 * @param tensorFloat32 the GPU's map with TF32 beside the processor's
 * @param reason why there is no map, or empty
 */
record CheckedMap(
    Probe probe,
    Verdict verdict,
    Optional<Agreement> exact,
    Optional<Agreement> again,
    Optional<Agreement> tensorFloat32,
    String reason) {
  static CheckedMap without(Probe probe, Verdict verdict, String reason) {
    return new CheckedMap(
        probe, verdict, Optional.empty(), Optional.empty(), Optional.empty(), reason);
  }

  static CheckedMap of(
      Probe probe, Agreement exact, Agreement again, Optional<Agreement> tensorFloat32) {
    return new CheckedMap(
        probe, verdict(exact, again), Optional.of(exact), Optional.of(again), tensorFloat32, "");
  }

  private static Verdict verdict(Agreement exact, Agreement again) {
    if (exact.isExact() && again.isExact()) {
      return Verdict.SAME;
    }
    if (!exact.isWithin() && !exact.isMostlyWithin()) {
      return Verdict.DIFFERS;
    }
    if (!again.isWithin() && !again.isMostlyWithin()) {
      return Verdict.DOES_NOT_REPEAT;
    }
    return exact.isWithin() && again.isWithin() ? Verdict.AGREES : Verdict.FEW_DIFFER;
  }
}
