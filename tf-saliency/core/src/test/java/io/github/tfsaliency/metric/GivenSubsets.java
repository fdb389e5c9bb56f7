package io.github.tfsaliency.metric;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * Metrics over subsets that other software has drawn, in place of their own.
 *
 * @param model scores the target that the map explains
 * @param input one sample
 * @param taken for each subset and pixel, 1 if it is taken away, else 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GivenSubsets(ScoreFunction model, FloatNdArray input, float[][] taken) {
  /** The metric over these subsets, which are of its size. */
  public double of(SensitivityN metric, FloatNdArray map) {
    Sample sample = Sample.of(input);
    return metric.over(of(Regions.pixels(sample)), model, sample, map);
  }

  /** The metric over these subsets, which are of its grid's cells. */
  public double of(MuFidelity metric, FloatNdArray map) {
    Sample sample = Sample.of(input);
    return metric.over(of(metric.cells(sample)), model, sample, map);
  }

  private Subsets of(Regions regions) {
    return new Subsets() {
      @Override
      public int count() {
        return taken.length;
      }

      @Override
      public boolean[] subset(int index) {
        boolean[] chosen = new boolean[regions.count()];
        for (int pixel = 0; pixel < taken[index].length; pixel++) {
          chosen[regions.ofPixel(pixel)] = taken[index][pixel] == 1;
        }
        return chosen;
      }
    };
  }
}
