package io.github.tfsaliency.cli.concept;

import com.google.common.base.Ascii;
import io.github.tfsaliency.concept.ConceptVector;
import org.tensorflow.ndarray.FloatNdArray;

/** How the vector is learnt, as the command line calls it. */
enum VectorForm {
  LINEAR {
    @Override
    ConceptVector learn(String layer, FloatNdArray positives, FloatNdArray negatives) {
      return ConceptVector.linear(layer, positives, negatives);
    }
  },
  MEAN_DIFFERENCE {
    @Override
    ConceptVector learn(String layer, FloatNdArray positives, FloatNdArray negatives) {
      return ConceptVector.meanDifference(layer, positives, negatives);
    }
  };

  abstract ConceptVector learn(String layer, FloatNdArray positives, FloatNdArray negatives);

  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }
}
