package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.examples.encoding.Encoding;
import java.util.List;

/**
 * The results of one photograph; a part that is kept.
 *
 * @param name the file's name
 * @param label the explained class
 * @param target its index
 * @param logit its score in the model's own encoding
 * @param logitDifference the largest difference of any logit between an encoding and the model's
 *     own, relative to the largest logit
 * @param photo the picture as the model sees it, as a data URI
 * @param blindZones by encoding: where channel values lie near the zero, as data URIs
 * @param methods in the order of {@link ComparedMethod#ALL}
 */
record PhotoResult(
    String name,
    String label,
    long target,
    double logit,
    double logitDifference,
    String photo,
    List<String> blindZones,
    List<MethodResult> methods) {

  /**
   * What a method gave.
   *
   * @param encodings in the order of {@link Encoding#COMPARED}
   * @param disagreement between the encodings over all values
   * @param nonZeroDisagreement over those that are not zero in every encoding
   */
  record MethodResult(List<MapResult> encodings, double disagreement, double nonZeroDisagreement) {}

  /**
   * What a map gave.
   *
   * @param picture as a data URI
   * @param zeroPointRatio NaN where no value lies near the zero
   * @param profile how it depends on brightness
   */
  record MapResult(String picture, double zeroPointRatio, Profile profile) {}

  MethodResult of(ComparedMethod method) {
    return methods.get(ComparedMethod.ALL.indexOf(method));
  }

  MapResult of(ComparedMethod method, Encoding encoding) {
    return of(method).encodings().get(Encoding.COMPARED.indexOf(encoding));
  }
}
