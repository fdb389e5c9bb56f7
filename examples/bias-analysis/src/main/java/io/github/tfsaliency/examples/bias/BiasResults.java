package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.encoding.Encoding;

/**
 * The results of the photographs.
 *
 * @param modelName the model's folder
 * @param photos each photograph's figures and pictures
 */
record BiasResults(String modelName, ImmutableList<PhotoResult> photos) {

  /** The zero-point ratio of a method in an encoding, over the photographs where it is defined. */
  Summary zeroPointRatio(ComparedMethod method, Encoding encoding) {
    return Summary.of(
        photos.stream().map(photo -> photo.of(method, encoding).zeroPointRatio()).toList());
  }

  /** The disagreement of a method between the encodings, over the photographs. */
  Summary disagreement(ComparedMethod method) {
    return Summary.of(photos.stream().map(photo -> photo.of(method).disagreement()).toList());
  }

  /** The same over the values that are not zero in every encoding. */
  Summary nonZeroDisagreement(ComparedMethod method) {
    return Summary.of(
        photos.stream().map(photo -> photo.of(method).nonZeroDisagreement()).toList());
  }

  /** How |A| depends on brightness, over the values of all photographs. */
  Profile profile(ComparedMethod method, Encoding encoding) {
    return Profile.pooled(
        photos.stream().map(photo -> photo.of(method, encoding).profile()).toList());
  }

  /** The largest relative difference of any logit between the encodings. */
  double logitDifference() {
    return photos.stream().mapToDouble(PhotoResult::logitDifference).max().orElse(Double.NaN);
  }
}
