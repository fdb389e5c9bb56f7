package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.sampling.Baselines;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.PixelGrid;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.segment.Felzenszwalb;
import io.github.tfsaliency.segment.Segments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * XRAI: regions of the image, ranked by the attribution that each adds per pixel.
 *
 * <pre>A(pixel) = mean over R \ C of max over channels of IG, with R the region that covered it
 * and C what had been covered before</pre>
 *
 * <p>IG is the mean of integrated gradients from black and from white, so that dark and bright
 * parts count equally. By default black and white are each sample's smallest and largest value.
 * Regions are the segments of {@link Felzenszwalb} at the scales 50, 100, 150, 250, 500 and 1200 of
 * at least 150 pixels, on the image scaled to [-1, 1] and 224 x 224, each enlarged by 5 pixels;
 * they overlap. The algorithm repeatedly chooses the region whose new pixels have the largest mean.
 * A region with fewer than {@value #DEFAULT_MIN_PIXELS} new pixels is dropped. The remaining pixels
 * get their own mean. So the map {@code [N, H, W, 1]} has the same sum as IG's maxima over
 * channels. This is not the score, so there are no gaps. With {@link Ranking#ONCE} regions are
 * ranked by all their pixels.
 *
 * <p>Cost: about 2 forward passes per step and baseline, and about a second for the regions. Does
 * not show anything smaller than a segment; a map of random attributions follows the image's edges
 * as well.
 *
 * <p>Source: Kapishnikov, Bolukbasi, Viégas, Terry, <i>XRAI: Better Attributions Through
 * Regions</i>, ICCV 2019, algorithm 1; details as in the authors' code, which {@link
 * Quadrature#ENDS} and 100 steps repeat to the number.
 *
 * @since 0.1.0
 */
public final class Xrai extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** How often regions are ranked. */
  public enum Ranking {
    /** Again after each chosen region, by the pixels that the other regions would add. */
    AFTER_EACH_REGION,
    /** Once, by all pixels of each region: faster. */
    ONCE
  }

  /** The default number of steps. */
  public static final int DEFAULT_STEPS = 20;

  /** The default smallest number of new pixels of a region, as in the authors' code. */
  public static final int DEFAULT_MIN_PIXELS = 50;

  private final int steps;
  private final Quadrature quadrature;
  private final List<Baseline> baselines;
  private final List<Segments> regions;
  private final int minPixels;
  private final Ranking ranking;

  private Xrai(
      int steps,
      Quadrature quadrature,
      List<Baseline> baselines,
      List<Segments> regions,
      int minPixels,
      Ranking ranking) {
    quadrature.requireEnough(steps);
    checkArgument(
        minPixels > 0,
        "The smallest number of new pixels of a region (%s) must be positive.",
        minPixels);
    this.steps = steps;
    this.quadrature = requireNonNull(quadrature, "quadrature");
    this.baselines = List.copyOf(baselines);
    this.regions = List.copyOf(regions);
    this.minPixels = minPixels;
    this.ranking = requireNonNull(ranking, "ranking");
  }

  /**
   * {@value #DEFAULT_STEPS} Gauss-Legendre points from black and from white, and the full choice of
   * regions.
   *
   * @return the method
   */
  public static Xrai of() {
    return new Xrai(
        DEFAULT_STEPS,
        Quadrature.GAUSS_LEGENDRE,
        ImmutableList.of(),
        ImmutableList.of(),
        DEFAULT_MIN_PIXELS,
        Ranking.AFTER_EACH_REGION);
  }

  /**
   * Chooses the number of points of integrated gradients.
   *
   * @param newSteps from each baseline, {@value #DEFAULT_STEPS} by default
   * @return a new method
   * @throws IllegalArgumentException if the quadrature needs more points, or it is above 100,000
   */
  public Xrai withSteps(int newSteps) {
    return new Xrai(newSteps, quadrature, baselines, regions, minPixels, ranking);
  }

  /**
   * Chooses where the points of integrated gradients lie.
   *
   * @param newQuadrature {@link Quadrature#GAUSS_LEGENDRE} by default
   * @return a new method
   * @throws IllegalArgumentException if it needs more steps
   */
  public Xrai withQuadrature(Quadrature newQuadrature) {
    return new Xrai(steps, newQuadrature, baselines, regions, minPixels, ranking);
  }

  /**
   * Chooses the baselines of integrated gradients.
   *
   * @param newBaselines each sample's smallest and largest value by default; no argument restores
   *     this default
   * @return a new method
   */
  public Xrai withBaselines(Baseline... newBaselines) {
    return new Xrai(
        steps, quadrature, ImmutableList.copyOf(newBaselines), regions, minPixels, ranking);
  }

  /**
   * Chooses the regions, the same for every sample and not enlarged.
   *
   * @param newRegions every segment is a region, so overlapping regions need several arguments;
   *     Felzenszwalb's by default; no argument restores this default
   * @return a new method
   */
  public Xrai withRegions(Segments... newRegions) {
    return new Xrai(
        steps, quadrature, baselines, ImmutableList.copyOf(newRegions), minPixels, ranking);
  }

  /**
   * Chooses the smallest number of new pixels of a region.
   *
   * @param newMinPixels the number, {@value #DEFAULT_MIN_PIXELS} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive
   */
  public Xrai withMinPixels(int newMinPixels) {
    return new Xrai(steps, quadrature, baselines, regions, newMinPixels, ranking);
  }

  /**
   * Chooses how often regions are ranked.
   *
   * @param newRanking {@link Ranking#AFTER_EACH_REGION} by default
   * @return a new method
   */
  public Xrai withRanking(Ranking newRanking) {
    return new Xrai(steps, quadrature, baselines, regions, minPixels, newRanking);
  }

  /** {@return the number of points on each line of integrated gradients} */
  public int steps() {
    return steps;
  }

  /** {@return the positions of the points} */
  public Quadrature quadrature() {
    return quadrature;
  }

  /**
   * {@return the baselines, where lines begin; empty for each sample's smallest and largest value}
   */
  public ImmutableList<Baseline> baselines() {
    return ImmutableList.copyOf(baselines);
  }

  /** {@return the given regions; empty for Felzenszwalb's} */
  public ImmutableList<Segments> regions() {
    return ImmutableList.copyOf(regions);
  }

  /** {@return the smallest number of new pixels of a region} */
  public int minPixels() {
    return minPixels;
  }

  /** {@return how often regions are ranked} */
  public Ranking ranking() {
    return ranking;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    int lines = baselines.isEmpty() ? 2 : withEachBaseline(batch.sampleShapes()).baselines().size();
    return (long) batch.sampleCount() * (1 + lines * (1L + steps));
  }

  @Override
  public Xrai withEachBaseline(Collection<Shape> samples) {
    return new Xrai(
        steps, quadrature, Baselines.each(baselines, samples), regions, minPixels, ranking);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("divides the input into segments in Java");
  }

  /** Explains one sample at a time, because each sample has its own baselines and regions. */
  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    List<GradientResult> results = new ArrayList<>();
    for (int i = 0; i < batch.sampleCount(); i++) {
      results.add(attributeOne(passes, batch.slice(i, i + 1), targets.slice(i, i + 1)));
    }
    return GradientResult.join(results);
  }

  private GradientResult attributeOne(Passes passes, Batch batch, ResolvedTargets target) {
    Samples sample = Samples.of(passes, batch);
    PixelGrid grid = PixelGrid.of(sample, "XRAI");
    if (grid.sample().numDimensions() != 3) {
      throw new UnsupportedModelException(
          Message.of(
              "XRAI needs samples of shape [height, width, channels], but those of '%s' have the"
                  + " shape %s.\n"
                  + "Maybe use integrated gradients, with which it begins.",
              grid.input(), grid.sample()));
    }
    float[] image = sample.values(grid.input());
    GradientResult base =
        IntegratedGradients.of()
            .withSteps(steps)
            .withQuadrature(quadrature)
            .withBaselines(lines(image))
            .attribute(passes, batch, target);
    RegionGrowth growth =
        new RegionGrowth(
            largestOfChannels(Samples.array(base.onlyMap()), grid),
            regions(batch, image, grid),
            batch.groups().isPresent() ? 1 : minPixels);
    MapSums maps = new MapSums(1);
    double[] map = ranking == Ranking.ONCE ? growth.fast() : growth.full();
    System.arraycopy(map, 0, maps.of(grid.input(), grid.map()), 0, map.length);
    return new GradientResult(maps.maps(), base.targets(), base.scores());
  }

  /** Groups are regions of any size, which cover the whole image. */
  private List<int[]> regions(Batch batch, float[] image, PixelGrid grid) {
    if (batch.groups().isPresent()) {
      int[] labels = batch.groups().get().labels(grid.input(), grid.map());
      int[][] rows = new int[grid.height()][];
      Arrays.setAll(
          rows, row -> Arrays.copyOfRange(labels, row * grid.width(), (row + 1) * grid.width()));
      return List.of(Segments.of(rows).pixels());
    }
    return regions.isEmpty() ? XraiRegions.of(image, grid) : given(image, grid);
  }

  private Baseline[] lines(float[] image) {
    return baselines.isEmpty()
        ? new Baseline[] {
          Baseline.constant(Floats.min(image)), Baseline.constant(Floats.max(image))
        }
        : baselines.toArray(Baseline[]::new);
  }

  private List<int[]> given(float[] image, PixelGrid grid) {
    List<int[]> given = new ArrayList<>();
    for (Segments segments : regions) {
      Segments fitting = segments.segment(image, grid.height(), grid.width(), grid.channels());
      given.addAll(List.of(fitting.pixels()));
    }
    return given;
  }

  private static double[] largestOfChannels(float[] map, PixelGrid grid) {
    double[] largest = new double[grid.pixels()];
    for (int pixel = 0; pixel < largest.length; pixel++) {
      largest[pixel] = map[pixel * grid.channels()];
      for (int channel = 1; channel < grid.channels(); channel++) {
        largest[pixel] = Math.max(largest[pixel], map[pixel * grid.channels() + channel]);
      }
    }
    return largest;
  }
}
