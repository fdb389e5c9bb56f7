package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;

/**
 * The content of the template {@code experiment/feature-occlusion.jte}.
 *
 * @param result the figures
 * @param rows what they come to, for each layer and region
 */
public record FeatureOcclusionPage(FeatureOcclusionResult result, ImmutableList<Row> rows) {
  /** Less of the lead at the start than this is little. */
  public static final double LITTLE = 0.1;

  /** What occluding a whole region does to the class's lead. */
  public enum Effect {
    /** The class is no longer the top one, on average. */
    DESTROYED("destroys the lead"),

    /** It leads by less. */
    LOWERED("lowers the lead"),

    /** It leads by nearly as much as before. */
    LITTLE("hardly changes the lead"),

    /** It leads by more. */
    RAISED("raises the lead"),

    /** Less than two garments have such a region. */
    UNKNOWN("says nothing, as hardly a garment has such a region"),

    /** The interval of the change reaches to both sides of zero. */
    UNCLEAR("changes the lead of single garments, up and down");

    private final String words;

    Effect(String words) {
      this.words = words;
    }

    /**
     * The end of a sentence that begins with what was occluded.
     *
     * @return without a full stop
     */
    public String words() {
      return words;
    }
  }

  /**
   * One region of one layer.
   *
   * @param curve the figures
   * @param means the lead at each share, over the garments
   * @param change of the lead from nothing to everything occluded, over the garments
   * @param right the share of right classes with everything occluded
   */
  public record Row(
      FeatureOcclusionResult.Curve curve,
      ImmutableList<MeanInterval> means,
      MeanInterval change,
      MeanInterval right) {
    static Row of(FeatureOcclusionResult.Curve curve, long seed) {
      int last = curve.leads().size() - 1;
      List<Double> first = curve.leads().get(0);
      return new Row(
          curve,
          curve.leads().stream()
              .map(leads -> Figures.mean(leads, seed))
              .collect(ImmutableList.toImmutableList()),
          Figures.difference(curve.leads().get(last), first, seed),
          Figures.mean(curve.right().get(last), seed));
    }

    /**
     * The lead before anything is occluded.
     *
     * @return over the garments that have such a region
     */
    public MeanInterval before() {
      return means.get(0);
    }

    /**
     * The lead with half of the features occluded.
     *
     * @return over the garments that have such a region
     */
    public MeanInterval half() {
      return means.get(means.size() / 2);
    }

    /**
     * The lead with everything occluded.
     *
     * @return over the garments that have such a region
     */
    public MeanInterval after() {
      return means.get(means.size() - 1);
    }

    /**
     * What the change amounts to.
     *
     * @return in one word
     */
    public Effect effect() {
      if (!change.hasInterval()) {
        return Effect.UNKNOWN;
      }
      if (after().high() < 0) {
        return Effect.DESTROYED;
      }
      if (Math.abs(change.mean()) < LITTLE * before().mean()) {
        return Effect.LITTLE;
      }
      if (change.low() > 0) {
        return Effect.RAISED;
      }
      return change.high() < 0 ? Effect.LOWERED : Effect.UNCLEAR;
    }
  }

  /**
   * Draws the intervals, which takes a while.
   *
   * @param result the figures
   * @return for the template
   */
  public static FeatureOcclusionPage of(FeatureOcclusionResult result) {
    return new FeatureOcclusionPage(
        result,
        result.curves().stream()
            .map(curve -> Row.of(curve, result.seed()))
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * The lead by the occluded share, a plot for each layer.
   *
   * @return SVG markup
   */
  public ImmutableList<String> plots() {
    List<Double> percent = result.shares().stream().map(share -> 100 * share).toList();
    ImmutableList.Builder<String> plots = ImmutableList.builder();
    for (String layer : layers()) {
      LineChart plot =
          new LineChart(
                  "Occluded: " + layer, "occluded features of the region in %", "lead of the class")
              .from(0, 100);
      rows.stream()
          .filter(row -> row.curve().layer().equals(layer))
          .forEach(row -> plot.means(row.curve().region().title(), percent, row.means()));
      plots.add(plot.svg());
    }
    return plots.build();
  }

  /**
   * Whether the object's features cost more of the lead than the background's.
   *
   * @return true if they do in every layer, and the interval of the difference says so
   */
  public boolean objectCostsMore() {
    return costsMore(Region.OBJECT, Region.BACKGROUND);
  }

  /**
   * Whether the background's features cost more of the lead than the object's.
   *
   * @return true if they do in every layer, and the interval of the difference says so
   */
  public boolean backgroundCostsMore() {
    return costsMore(Region.BACKGROUND, Region.OBJECT);
  }

  /**
   * Whether the background costs more with the features beside the object than without them.
   *
   * @return true if it does in every layer, and the interval of the difference says so
   */
  public boolean outlineCosts() {
    return costsMore(Region.BACKGROUND, Region.BACKGROUND_ALONE);
  }

  private boolean costsMore(Region region, Region other) {
    return layers().stream()
        .allMatch(
            layer ->
                Figures.difference(left(layer, region), left(layer, other), result.seed()).high()
                    < 0);
  }

  /** The lead of each garment that is left with everything occluded. */
  private List<Double> left(String layer, Region region) {
    return result.curves().stream()
        .filter(curve -> curve.layer().equals(layer) && curve.region() == region)
        .map(curve -> curve.leads().get(curve.leads().size() - 1))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + layer + "' has no figures of the " + region));
  }

  private ImmutableSet<String> layers() {
    return rows.stream().map(row -> row.curve().layer()).collect(ImmutableSet.toImmutableSet());
  }
}
