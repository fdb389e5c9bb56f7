package io.github.tfsaliency.method.hiding;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.sampling.PixelGrid;
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import io.github.tfsaliency.segment.Rectangles;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Segments;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A sample's score as a function of which of its segments are hidden.
 *
 * <p>Samples are explained one by one, as each has segments of its own.
 */
final class SegmentGame {
  private final Samples sample;
  private final PixelGrid grid;
  private final Segments segments;
  private final float[] hidden;
  private final Passes passes;
  private final ResolvedTargets target;

  /** Puts something in the place of what is hidden. */
  @FunctionalInterface
  interface Hiding {
    /** The whole sample hidden. */
    float[] of(Samples sample, PixelGrid grid, Segments segments);
  }

  /** Gives a value to each segment. */
  @FunctionalInterface
  interface Values {
    /**
     * Asks the game and concludes.
     *
     * @param game scores coalitions
     * @param score of all segments together
     * @return as many values as segments
     */
    Estimate of(SegmentGame game, double score);
  }

  /**
   * A value of each segment.
   *
   * @param values of the segments
   * @param errors the standard error of each
   * @param drawn how many variants they are estimated from
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one call, and is never compared
  record Estimate(double[] values, double[] errors, Rounds.Drawn drawn) {
    static double relativeError(double[] values, double[] errors) {
      return Rounds.ratio(squares(errors), squares(values));
    }

    private static double squares(double[] values) {
      return Arrays.stream(values).map(value -> value * value).sum();
    }
  }

  private SegmentGame(
      Samples sample,
      PixelGrid grid,
      Segments segments,
      float[] hidden,
      Passes passes,
      ResolvedTargets target) {
    this.sample = sample;
    this.grid = grid;
    this.segments = segments;
    this.hidden = hidden;
    this.passes = passes;
    this.target = target;
  }

  /** Plays the game of each sample; each pixel of the map has the value of its segment. */
  static GradientResult each(
      String method,
      Segmentation segmentation,
      Hiding hiding,
      Values values,
      Passes passes,
      Batch batch,
      ResolvedTargets targets) {
    Samples samples = Samples.of(passes, batch);
    PixelGrid grid = PixelGrid.of(samples, method);
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    double[][] map = new double[samples.count()][grid.pixels()];
    double[][] errors = new double[samples.count()][grid.pixels()];
    ImmutableLongArray.Builder drawn = ImmutableLongArray.builder();
    ImmutableList.Builder<ImmutableList<String>> warnings = ImmutableList.builder();
    for (int i = 0; i < samples.count(); i++) {
      Samples sample = Samples.of(passes, batch.slice(i, i + 1));
      float[] pixels = sample.values(grid.input());
      Segments segments = segments(segmentation, grid, pixels);
      SegmentGame game =
          new SegmentGame(
              sample,
              grid,
              segments,
              hiding.of(sample, grid, segments),
              passes,
              chosen.slice(i, i + 1));
      Estimate estimate = values.of(game, scores.values().get(i));
      for (int pixel = 0; pixel < grid.pixels(); pixel++) {
        int label = segments.label(pixel);
        map[i][pixel] = label == Segments.NONE ? 0 : estimate.values()[label];
        errors[i][pixel] = label == Segments.NONE ? 0 : estimate.errors()[label];
      }
      drawn.addAll(estimate.drawn().samples());
      warnings.addAll(estimate.drawn().warnings());
    }
    return new GradientResult(
        grid.maps(samples.count(), (sample, pixel) -> map[sample][pixel]),
        scores.targets(),
        scores.values(),
        Optional.empty(),
        new Rounds.Drawn(drawn.build(), warnings.build())
            .sampling(grid.maps(samples.count(), (sample, pixel) -> errors[sample][pixel])));
  }

  /** How many segments each sample has. */
  static ImmutableIntArray players(
      String method, Segmentation segmentation, Passes passes, Batch batch) {
    Samples samples = Samples.of(passes, batch);
    PixelGrid grid = PixelGrid.of(samples, method);
    float[] pixels = samples.values(grid.input());
    ImmutableIntArray.Builder players = ImmutableIntArray.builder();
    for (int i = 0; i < samples.count(); i++) {
      float[] sample = Arrays.copyOfRange(pixels, i * grid.size(), (i + 1) * grid.size());
      players.add(segments(segmentation, grid, sample).count());
    }
    return players.build();
  }

  /** Features have no neighbours: unless somebody groups them, each is by itself. */
  private static Segments segments(Segmentation segmentation, PixelGrid grid, float[] pixels) {
    Segmentation cut =
        grid.features() && !(segmentation instanceof Segments)
            ? Rectangles.of(1, grid.width())
            : segmentation;
    return cut.segment(pixels, grid.height(), grid.width(), grid.channels());
  }

  /** The number of segments. */
  int players() {
    return segments.count();
  }

  /** The same for some of many coalitions. */
  void score(Rounds.Range range, List<BitSet> kept, double[] scores) {
    double[] next = scores(range.count(), variant -> kept.get(range.from() + variant));
    System.arraycopy(next, 0, scores, range.from(), next.length);
  }

  /** Scores the sample with only some of its segments, which need not be held all at once. */
  double[] scores(int count, IntFunction<BitSet> kept) {
    double[] scores = new double[count];
    float[] original = sample.values(grid.input());
    Variants.of(
            sample,
            count,
            (any, variant, input, values, offset) -> {
              BitSet present = kept.apply(variant);
              for (int i = 0; i < original.length; i++) {
                int label = segments.label(i / grid.channels());
                values[offset + i] =
                    label == Segments.NONE || present.get(label) ? original[i] : hidden[i];
              }
            })
        .score(passes, target, (any, variant, score) -> scores[variant] = score);
    return scores;
  }
}
