package io.github.tfsaliency.method.hiding;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.PixelGrid;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import io.github.tfsaliency.segment.Rectangles;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Segments;
import java.util.BitSet;
import java.util.List;

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
    double[] of(SegmentGame game, double score);
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
    MapSums maps = new MapSums(samples.count());
    double[] map = maps.of(grid.input(), grid.map());
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
      double[] ofSegments = values.of(game, scores.values().get(i));
      for (int pixel = 0; pixel < grid.pixels(); pixel++) {
        int label = segments.label(pixel);
        map[i * grid.pixels() + pixel] = label == Segments.NONE ? 0 : ofSegments[label];
      }
    }
    return new GradientResult(maps.maps(), scores.targets(), scores.values());
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

  /** Scores the sample with only some of its segments. */
  double[] scores(List<BitSet> kept) {
    double[] scores = new double[kept.size()];
    float[] original = sample.values(grid.input());
    Variants.of(
            sample,
            kept.size(),
            (any, variant, input, values, offset) -> {
              BitSet present = kept.get(variant);
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
