package io.github.tfsaliency.method.hiding;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Baseline;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A sample's score as a function of its hidden segments.
 *
 * <p>Samples are explained one by one, because each has its own segments.
 */
final class SegmentGame {
  private final Samples sample;
  private final Parts parts;
  private final Map<String, float[]> hidden;
  private final Passes passes;
  private final ResolvedTargets target;

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
      Parts parts,
      Map<String, float[]> hidden,
      Passes passes,
      ResolvedTargets target) {
    this.sample = sample;
    this.parts = parts;
    this.hidden = hidden;
    this.passes = passes;
    this.target = target;
  }

  /**
   * Plays the game of each sample; each pixel of the map has the value of its segment.
   *
   * @param baseline what is put instead of what is hidden; empty for a segment's mean colour
   */
  static GradientResult each(
      String method,
      Segmentation segmentation,
      Optional<Baseline> baseline,
      Values values,
      Passes passes,
      Batch batch,
      ResolvedTargets targets) {
    int count = batch.sampleCount();
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    List<ImmutableMap<String, FloatNdArray>> maps = new ArrayList<>();
    List<ImmutableMap<String, FloatNdArray>> errors = new ArrayList<>();
    ImmutableLongArray.Builder drawn = ImmutableLongArray.builder();
    ImmutableList.Builder<ImmutableList<String>> warnings = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      Samples sample = Samples.of(passes, batch.slice(i, i + 1));
      Parts parts = parts(method, segmentation, sample);
      SegmentGame game =
          new SegmentGame(
              sample,
              parts,
              baseline.isPresent()
                  ? parts.hidden(sample, baseline.get())
                  : parts.means(sample, method),
              passes,
              chosen.slice(i, i + 1));
      Estimate estimate = values.of(game, scores.values().get(i));
      maps.add(parts.maps(1, (only, part) -> estimate.values()[part]));
      errors.add(parts.maps(1, (only, part) -> estimate.errors()[part]));
      drawn.addAll(estimate.drawn().samples());
      warnings.addAll(estimate.drawn().warnings());
    }
    return new GradientResult(
        GradientResult.joined(maps),
        scores.targets(),
        scores.values(),
        Optional.empty(),
        new Rounds.Drawn(drawn.build(), warnings.build()).sampling(GradientResult.joined(errors)));
  }

  /** How many segments each sample has. */
  static ImmutableIntArray players(
      String method, Segmentation segmentation, Passes passes, Batch batch) {
    ImmutableIntArray.Builder players = ImmutableIntArray.builder();
    for (int i = 0; i < batch.sampleCount(); i++) {
      Samples sample = Samples.of(passes, batch.slice(i, i + 1));
      players.add(parts(method, segmentation, sample).count());
    }
    return players.build();
  }

  private static Parts parts(String method, Segmentation segmentation, Samples sample) {
    return Parts.of(
        sample,
        method,
        grid -> Parts.segments(grid, segments(segmentation, grid, sample.values(grid.input()))));
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
    return parts.count();
  }

  /** The same for some of many coalitions. */
  void score(Rounds.Range range, List<BitSet> kept, double[] scores) {
    double[] next = scores(range.count(), variant -> kept.get(range.from() + variant));
    System.arraycopy(next, 0, scores, range.from(), next.length);
  }

  /** Scores the sample with only some of its segments, which need not be held all at once. */
  double[] scores(int count, IntFunction<BitSet> kept) {
    double[] scores = new double[count];
    Variants.of(sample, count, parts.blend(sample, hidden, variant -> shares(kept.apply(variant))))
        .score(passes, target, (any, variant, score) -> scores[variant] = score);
    return scores;
  }

  private float[] shares(BitSet kept) {
    float[] shares = new float[parts.count()];
    kept.stream().forEach(part -> shares[part] = 1);
    return shares;
  }
}
