package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * How much attribution do dark, grey and bright values of photographs get? The profile has, for
 * each bin of brightness, the mean absolute attribution relative to the mean over the whole map:
 *
 * <pre>
 *   profile(bin) = mean over the bin of |A| / mean(|A|)
 * </pre>
 *
 * <p>1 is the average; a flat profile shows no preference. Several photographs may be pooled. Each
 * map is first divided by its own mean, so that a map with a large score does not outweigh the
 * others. Then the values of all maps are put into the same bins. The pooled profile, weighted by
 * its counts, has the mean 1.
 *
 * <p>{@link #perChannel} compares each channel value with the attribution of the same value,
 * because a multiplication by the input acts on channel values. {@link #perPixel} compares the mean
 * of a pixel's channels with the mean absolute attribution of the pixel, as people see a map.
 *
 * <p>Immutable. Costs no forward pass.
 *
 * <p>Source: the plots of attribution by brightness that follow from Brocki and Chung, <i>Input
 * Bias in Rectified Gradients and Modified Saliency Maps</i>, 2020, <a
 * href="https://arxiv.org/abs/2011.05002">arXiv:2011.05002</a>; the binning and the normalisation
 * are this library's.
 *
 * <p>Does not show whether the method or the model causes a slope: a model may really look at
 * bright areas. Compare profiles of the same method with and without the multiplication, or under
 * several pixel encodings.
 *
 * @since 0.1.0
 */
public final class BrightnessProfile extends Value {
  private static final long serialVersionUID = 1;

  /** The default number of bins. */
  public static final int DEFAULT_BINS = 20;

  private final boolean perPixel;
  private final int mapCount;
  private final ImmutableDoubleArray sums;
  private final ImmutableLongArray counts;

  private BrightnessProfile(
      boolean perPixel, int mapCount, ImmutableDoubleArray sums, ImmutableLongArray counts) {
    checkArgument(
        sums.length() > 0, "A brightness profile has at least 1 bin, but %s were asked for.", 0);
    checkArgument(
        mapCount >= 0 && sums.length() == counts.length(),
        "A profile of %s maps cannot have %s sums and %s counts.",
        mapCount,
        sums.length(),
        counts.length());
    this.perPixel = perPixel;
    this.mapCount = mapCount;
    this.sums = requireNonNull(sums, "sums");
    this.counts = requireNonNull(counts, "counts");
  }

  /**
   * An empty profile over channel values with {@value #DEFAULT_BINS} bins.
   *
   * @return a profile of no maps
   */
  public static BrightnessProfile perChannel() {
    return perChannel(DEFAULT_BINS);
  }

  /**
   * An empty profile over channel values.
   *
   * @param bins the number of equal parts of the brightness from 0 to 1, at least 1
   * @return a profile of no maps
   * @throws IllegalArgumentException if there are no bins
   */
  public static BrightnessProfile perChannel(int bins) {
    return empty(false, bins);
  }

  /**
   * An empty profile over pixels with {@value #DEFAULT_BINS} bins.
   *
   * @return a profile of no maps
   */
  public static BrightnessProfile perPixel() {
    return perPixel(DEFAULT_BINS);
  }

  /**
   * An empty profile over pixels.
   *
   * @param bins the number of equal parts of the brightness from 0 to 1, at least 1
   * @return a profile of no maps
   * @throws IllegalArgumentException if there are no bins
   */
  public static BrightnessProfile perPixel(int bins) {
    return empty(true, bins);
  }

  private static BrightnessProfile empty(boolean perPixel, int bins) {
    checkArgument(
        bins > 0, "A brightness profile has at least 1 bin, but %s were asked for.", bins);
    return new BrightnessProfile(
        perPixel,
        0,
        ImmutableDoubleArray.copyOf(new double[bins]),
        ImmutableLongArray.copyOf(new long[bins]));
  }

  /**
   * Adds a photograph and its map. A map of zeros has no profile: it adds nothing, and {@link
   * #mapCount} does not count it.
   *
   * @param photograph {@code [H, W, C]}, brightness from 0 (black) to 1 (white), not encoded for
   *     the model; a profile over pixels also takes {@code [H, W]}
   * @param map {@code [H, W, C]}, the attribution of that photograph
   * @return a profile with one more map
   * @throws IllegalArgumentException if the shapes do not fit or a brightness is out of range
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the map has a NaN or an
   *     infinity
   */
  public BrightnessProfile plus(FloatNdArray photograph, Attribution map) {
    if (map.isChannelsFirst()) {
      return plus(photograph, map.withChannelsLast());
    }
    Elements.checkImage(map.shape());
    boolean grey = perPixel && photograph.shape().equals(map.shape().take(2));
    checkArgument(
        grey || photograph.shape().equals(map.shape()),
        "The photograph (shape %s) does not fit the map (shape %s).",
        photograph.shape(),
        map.shape());
    double[] brightness = Elements.brightness(photograph);
    double[] magnitudes = Elements.magnitudes(map.values());
    if (perPixel) {
      int channels = Math.toIntExact(map.shape().get(2));
      brightness = grey ? brightness : Elements.pixelMeans(brightness, channels);
      magnitudes = Elements.pixelMeans(magnitudes, channels);
    }
    double mean = Elements.mean(magnitudes);
    return mean > 0 ? plus(brightness, magnitudes, mean) : this;
  }

  private BrightnessProfile plus(double[] brightness, double[] magnitudes, double mean) {
    double[] newSums = sums.toArray();
    long[] newCounts = counts.toArray();
    int bins = binCount();
    for (int i = 0; i < brightness.length; i++) {
      int bin = Math.min((int) (brightness[i] * bins), bins - 1);
      newSums[bin] += magnitudes[i] / mean;
      newCounts[bin]++;
    }
    return new BrightnessProfile(
        perPixel,
        mapCount + 1,
        ImmutableDoubleArray.copyOf(newSums),
        ImmutableLongArray.copyOf(newCounts));
  }

  /**
   * The number of bins.
   *
   * @return at least 1
   */
  public int binCount() {
    return counts.length();
  }

  /**
   * The number of maps in the profile.
   *
   * @return the number, without maps of zeros
   */
  public int mapCount() {
    return mapCount;
  }

  /**
   * The brightness in the middle of each bin. Bin i of n has the brightness from i/n (inclusive) to
   * (i+1)/n (exclusive); the last bin also includes 1.
   *
   * @return ascending, between 0 (black) and 1 (white)
   */
  public ImmutableDoubleArray centers() {
    return ImmutableDoubleArray.copyOf(
        IntStream.range(0, binCount()).mapToDouble(bin -> (bin + 0.5) / binCount()));
  }

  /**
   * The profile: each bin's mean absolute attribution, in units of its map's mean.
   *
   * @return 1 for an average bin, NaN for an empty bin
   */
  public ImmutableDoubleArray means() {
    return ImmutableDoubleArray.copyOf(
        IntStream.range(0, binCount()).mapToDouble(bin -> sums.get(bin) / counts.get(bin)));
  }

  /**
   * The number of values in each bin.
   *
   * @return numbers of channel values or of pixels
   */
  public ImmutableLongArray counts() {
    return counts;
  }

  @Override
  public String toString() {
    return Message.of(
        "BrightnessProfile of %s maps per %s: %s",
        mapCount, perPixel ? "pixel" : "channel", means());
  }
}
