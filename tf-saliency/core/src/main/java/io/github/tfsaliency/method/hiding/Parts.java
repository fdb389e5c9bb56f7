package io.github.tfsaliency.method.hiding;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.sampling.PixelGrid;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import io.github.tfsaliency.segment.Segments;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The parts that are hidden as units: pixels, cells or segments of one input, or groups of features
 * of all inputs.
 */
final class Parts {
  /** Of what belongs to no part, and is never hidden. */
  private static final int NONE = Segments.NONE;

  private final int count;

  /** The part of each value of a sample, by input. */
  private final ImmutableMap<String, int[]> labels;

  private final Outline outline;

  /** Makes maps of a value for each part. */
  private interface Outline {
    ImmutableMap<String, FloatNdArray> maps(int samples, PixelGrid.Values values);

    String name(int part);
  }

  private Parts(int count, ImmutableMap<String, int[]> labels, Outline outline) {
    this.count = count;
    this.labels = labels;
    this.outline = outline;
  }

  /** Those of the batch's groups, or else what a method makes of its only input. */
  static Parts of(Samples samples, String method, Function<PixelGrid, Parts> own) {
    return samples
        .batch()
        .groups()
        .map(groups -> groups(samples, groups))
        .orElseGet(() -> own.apply(PixelGrid.of(samples, method)));
  }

  /** Those of the batch's groups. */
  static Parts ofGroups(Samples samples) {
    return groups(samples, samples.batch().groups().orElseThrow());
  }

  /** Each pixel by itself. */
  static Parts pixels(PixelGrid grid) {
    return ofGrid(grid, grid.pixels(), pixel -> pixel);
  }

  static Parts cells(Cells cells) {
    return ofGrid(cells.grid(), cells.count(), cells::of);
  }

  static Parts segments(PixelGrid grid, Segments segments) {
    return ofGrid(grid, segments.count(), segments::label);
  }

  /** Each pixel of the map has the value of its part. */
  private static Parts ofGrid(PixelGrid grid, int count, IntUnaryOperator part) {
    int[] labels = new int[grid.size()];
    Arrays.setAll(labels, i -> part.applyAsInt(i / grid.channels()));
    return new Parts(
        count,
        ImmutableMap.of(grid.input(), labels),
        new Outline() {
          @Override
          public ImmutableMap<String, FloatNdArray> maps(int samples, PixelGrid.Values values) {
            return grid.maps(
                samples,
                (sample, pixel) -> {
                  int label = part.applyAsInt(pixel);
                  return label == NONE ? 0 : values.of(sample, label);
                });
          }

          @Override
          public String name(int label) {
            int pixel =
                IntStream.range(0, grid.pixels())
                    .filter(i -> part.applyAsInt(i) == label)
                    .findFirst()
                    .orElse(0);
            return Message.of(
                "the pixel at row %s, column %s", pixel / grid.width(), pixel % grid.width());
          }
        });
  }

  /** Each value of a group has the same share of the group's value, so that they sum to it. */
  private static Parts groups(Samples samples, FeatureGroups groups) {
    ImmutableMap.Builder<String, int[]> labels = ImmutableMap.builder();
    int[] sizes = new int[groups.names().size()];
    for (String input : samples.changed()) {
      int[] ofInput = groups.labels(input, samples.shape(input));
      labels.put(input, ofInput);
      for (int label : ofInput) {
        sizes[label]++;
      }
    }
    for (int group = 0; group < sizes.length; group++) {
      checkArgument(
          sizes[group] > 0,
          "The group '%s' has no feature that can be hidden: only features of %s can.\n"
              + "Maybe leave it out, or use a method of gradients.",
          groups.names().get(group),
          samples.shown());
    }
    ImmutableMap<String, int[]> all = labels.buildOrThrow();
    return new Parts(
        sizes.length,
        all,
        new Outline() {
          @Override
          public ImmutableMap<String, FloatNdArray> maps(int count, PixelGrid.Values values) {
            ImmutableMap.Builder<String, FloatNdArray> maps = ImmutableMap.builder();
            all.forEach(
                (input, ofInput) -> {
                  float[] map = new float[count * ofInput.length];
                  for (int i = 0; i < map.length; i++) {
                    int label = ofInput[i % ofInput.length];
                    map[i] = (float) (values.of(i / ofInput.length, label) / sizes[label]);
                  }
                  maps.put(
                      input,
                      NdArrays.wrap(
                          samples.shape(input).prepend(count), DataBuffers.of(map, true, false)));
                });
            return maps.buildOrThrow();
          }

          @Override
          public String name(int group) {
            return Message.of("the group '%s'", groups.names().get(group));
          }
        });
  }

  int count() {
    return count;
  }

  /** A part's name in messages. */
  Message.Part name(int part) {
    return Message.part(outline.name(part));
  }

  /** A sample that shows nothing, by input. */
  Map<String, float[]> hidden(Samples samples, Baseline baseline) {
    Map<String, float[]> hidden = new LinkedHashMap<>();
    labels.keySet().forEach(input -> hidden.put(input, samples.baseline(baseline, input)));
    return hidden;
  }

  /** A sample in which each part has its mean colour, by input. */
  Map<String, float[]> means(Samples sample, String method) {
    Map<String, float[]> hidden = new LinkedHashMap<>();
    labels.forEach(
        (input, ofInput) -> {
          int rank = sample.shape(input).numDimensions();
          checkArgument(
              rank > 1 || sample.batch().groups().isEmpty(),
              "%s would hide a group of features of the input '%s' by their mean, which has no"
                  + " meaning for features in different units.\n"
                  + "Maybe choose a baseline, such as baseline=0.",
              method,
              input);
          int channels = rank < 2 ? 1 : Math.toIntExact(sample.shape(input).get(rank - 1));
          hidden.put(input, means(sample.values(input), ofInput, channels));
        });
    return hidden;
  }

  private float[] means(float[] values, int[] ofInput, int channels) {
    double[] sums = new double[count * channels];
    int[] counts = new int[sums.length];
    for (int i = 0; i < values.length; i++) {
      if (ofInput[i] != NONE) {
        int place = ofInput[i] * channels + i % channels;
        sums[place] += values[i];
        counts[place]++;
      }
    }
    float[] means = new float[values.length];
    for (int i = 0; i < means.length; i++) {
      if (ofInput[i] != NONE) {
        int place = ofInput[i] * channels + i % channels;
        means[i] = (float) (sums[place] / counts[place]);
      }
    }
    return means;
  }

  /**
   * Makes variants with hidden parts.
   *
   * @param samples the original samples
   * @param hidden one sample that shows nothing
   * @param shares the kept fraction of each part
   * @return a writer that mixes the sample and the hidden one
   */
  Variants.Writer blend(Samples samples, Map<String, float[]> hidden, PixelGrid.Shares shares) {
    return (sample, variant, input, values, offset) -> {
      float[] kept = shares.of(variant);
      float[] original = samples.values(input);
      float[] nothing = requireNonNull(hidden.get(input), input);
      int[] ofInput = requireNonNull(labels.get(input), input);
      for (int i = 0; i < nothing.length; i++) {
        float share = ofInput[i] == NONE ? 1 : kept[ofInput[i]];
        values[offset + i] =
            share * original[sample * nothing.length + i] + (1 - share) * nothing[i];
      }
    };
  }

  /** The maps of all samples, of a value for each part. */
  ImmutableMap<String, FloatNdArray> maps(int samples, PixelGrid.Values values) {
    return outline.maps(samples, values);
  }
}
