package io.github.tfsaliency.examples.bias;

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
    int index = ComparedMethod.ALL.indexOf(method);
    return Summary.of(photos.stream().map(photo -> photo.disagreements().get(index)).toList());
  }

  /** The largest relative difference of any logit between the encodings. */
  double logitDifference() {
    return photos.stream().mapToDouble(PhotoResult::logitDifference).max().orElse(Double.NaN);
  }
}
