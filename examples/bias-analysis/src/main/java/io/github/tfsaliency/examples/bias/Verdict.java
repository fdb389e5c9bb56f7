package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.examples.encoding.AtZero;
import io.github.tfsaliency.examples.encoding.Encoding;
import java.util.ArrayList;
import java.util.List;

/**
 * The conclusion from the figures about the paper's claim, which is about gradients; {@link
 * LrpVerdict} has LRP.
 *
 * @param multipliedRatio the zero-point ratios of the multiplied maps: smallest and largest mean
 * @param multipliedDisagreement their disagreement where they are not zero in every encoding
 * @param plainRatioError how far the ratio of any unmultiplied map lies from 1
 * @param plainDisagreement the largest disagreement of any unmultiplied map
 */
record Verdict(
    Summary multipliedRatio,
    Summary multipliedDisagreement,
    double plainRatioError,
    double plainDisagreement) {
  /** Below this a map shows less than half of what it should near the zero. */
  static final double BIASED_BELOW = AtZero.BIASED_BELOW;

  /** Far above what rounding does, far below what anyone would see. */
  static final double ROUNDING = 0.01;

  static Verdict of(BiasResults results) {
    List<Double> multipliedRatios = new ArrayList<>();
    List<Double> multipliedDisagreements = new ArrayList<>();
    double plainRatioError = 0;
    double plainDisagreement = 0;
    for (ComparedMethod method : ComparedMethod.ALL) {
      if (method.isLrp()) {
        continue;
      }
      Summary disagreement = results.nonZeroDisagreement(method);
      for (Encoding encoding : Encoding.COMPARED) {
        Summary ratio = results.zeroPointRatio(method, encoding);
        if (method.multiplied()) {
          multipliedRatios.add(ratio.mean());
        } else if (ratio.count() > 0) {
          plainRatioError =
              Math.max(
                  plainRatioError, Math.max(Math.abs(ratio.min() - 1), Math.abs(ratio.max() - 1)));
        }
      }
      if (method.multiplied()) {
        multipliedDisagreements.add(disagreement.mean());
      } else {
        plainDisagreement = Math.max(plainDisagreement, disagreement.max());
      }
    }
    return new Verdict(
        Summary.of(multipliedRatios),
        Summary.of(multipliedDisagreements),
        plainRatioError,
        plainDisagreement);
  }

  /** Whether every multiplied map is blind near the zero of every encoding. */
  boolean multiplicationBlinds() {
    return multipliedRatio.max() < BIASED_BELOW;
  }

  /** Whether the unmultiplied maps do not care about the encoding. */
  boolean repairWorks() {
    return plainRatioError < ROUNDING && plainDisagreement < ROUNDING;
  }
}
