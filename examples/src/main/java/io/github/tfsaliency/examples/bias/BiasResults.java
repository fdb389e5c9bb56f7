package io.github.tfsaliency.examples.bias;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import io.github.tfsaliency.metric.BrightnessProfile;

/**
 * Everything that the analysis found.
 *
 * @param modelName the model's folder
 * @param photos each photograph's figures and pictures
 * @param profiles by method and encoding, over all photographs
 */
record BiasResults(
    String modelName,
    ImmutableList<PhotoResult> photos,
    ImmutableTable<ComparedMethod, Encoding, BrightnessProfile> profiles) {

  /** The zero-point ratio of a method in an encoding, over the photographs where it is defined. */
  Summary zeroPointRatio(ComparedMethod method, Encoding encoding) {
    return Summary.of(
        photos.stream().map(photo -> photo.zeroPointRatios().get(method, encoding)).toList());
  }

  /** The disagreement of a method between the encodings, over the photographs. */
  Summary disagreement(ComparedMethod method) {
    return Summary.of(photos.stream().map(photo -> of(photo, method).all()).toList());
  }

  /** The same over the values that are not zero in every encoding. */
  Summary nonZeroDisagreement(ComparedMethod method) {
    return Summary.of(photos.stream().map(photo -> of(photo, method).nonZero()).toList());
  }

  private static PhotoResult.Disagreement of(PhotoResult photo, ComparedMethod method) {
    return requireNonNull(photo.disagreements().get(method));
  }

  /** The largest relative difference of any logit between the encodings. */
  double logitDifference() {
    return photos.stream().mapToDouble(PhotoResult::logitDifference).max().orElse(Double.NaN);
  }
}
