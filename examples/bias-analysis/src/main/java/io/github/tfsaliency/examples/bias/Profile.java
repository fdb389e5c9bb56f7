package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.metric.BrightnessProfile;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A brightness profile that can be kept and pooled.
 *
 * @param means by bin: the mean of |A| relative to the mean of its map; NaN where it is empty
 * @param counts by bin: how many values
 */
record Profile(List<Double> means, List<Long> counts) {
  private static final BrightnessProfile EMPTY = BrightnessProfile.perChannel();

  static Profile of(FloatNdArray brightness, Attribution map) {
    BrightnessProfile profile = EMPTY.plus(brightness, map);
    return new Profile(profile.means().asList(), profile.counts().asList());
  }

  /** The profile of all values together. */
  static Profile pooled(List<Profile> profiles) {
    List<Double> means = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int bin = 0; bin < EMPTY.binCount(); bin++) {
      double sum = 0;
      long count = 0;
      for (Profile profile : profiles) {
        long own = profile.counts.get(bin);
        sum += own == 0 ? 0 : own * profile.means.get(bin);
        count += own;
      }
      means.add(count == 0 ? Double.NaN : sum / count);
      counts.add(count);
    }
    return new Profile(means, counts);
  }

  /** The middles of the bins, from black to white. */
  static List<Double> centers() {
    return EMPTY.centers().asList();
  }
}
