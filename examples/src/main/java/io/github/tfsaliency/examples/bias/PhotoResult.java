package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;

/**
 * What one photograph gave.
 *
 * @param name the file's name
 * @param label the explained class
 * @param target its index
 * @param logit its score in the model's own encoding
 * @param logitDifference the largest difference of any logit between an encoding and the model's
 *     own, relative to the largest logit
 * @param photo the picture as the model sees it, as a data URI
 * @param blindZones by encoding: where channel values lie near the zero, as data URIs
 * @param maps by method and encoding, as data URIs
 * @param zeroPointRatios by method and encoding; NaN where no value lies near the zero
 * @param disagreements by method: all values, and those alone that are not zero in every encoding
 */
record PhotoResult(
    String name,
    String label,
    long target,
    double logit,
    double logitDifference,
    String photo,
    ImmutableList<String> blindZones,
    ImmutableTable<ComparedMethod, Encoding, String> maps,
    ImmutableTable<ComparedMethod, Encoding, Double> zeroPointRatios,
    ImmutableMap<ComparedMethod, Disagreement> disagreements) {

  /** Disagreement between the encodings over all values, and over those that any map marks. */
  record Disagreement(double all, double nonZero) {}
}
