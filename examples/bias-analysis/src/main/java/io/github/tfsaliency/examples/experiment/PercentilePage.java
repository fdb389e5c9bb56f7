package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The content of the template {@code experiment/percentile.jte}.
 *
 * @param garments the figures of planted garments
 * @param photos those of photographs
 * @param plain what the garments' come to without the multiplication, by percentile
 * @param multiplied the same with it
 * @param massChange of the mass accuracy from the smallest percentile to the largest, without the
 *     multiplication, over the garments
 * @param darkDifferences the mass accuracy of black garments with the multiplication less that
 *     without it, over the garments, by percentile
 */
public record PercentilePage(
    PercentileGarmentsResult garments,
    ImmutableList<PercentilePhotoResult> photos,
    ImmutableList<Row> plain,
    ImmutableList<Row> multiplied,
    MeanInterval massChange,
    ImmutableList<MeanInterval> darkDifferences) {
  /** How many photographs are shown. */
  private static final int PICTURED = 2;

  /**
   * Means over the garments.
   *
   * @param percentile from 0 to 100
   * @param mass the share of |A| on the garment
   * @param rank the share of the garment among as many of the most relevant pixels
   * @param gini from 0 (all pixels alike) to 1
   * @param nonZero the share of pixels that the map marks at all
   * @param darkMass as mass, of the same garments in black
   */
  public record Row(
      double percentile,
      MeanInterval mass,
      MeanInterval rank,
      MeanInterval gini,
      MeanInterval nonZero,
      MeanInterval darkMass) {
    static Row of(PercentileGarmentsResult.Level level, long seed) {
      return new Row(
          level.percentile(),
          Figures.mean(level.mass(), seed),
          Figures.mean(level.rank(), seed),
          Figures.mean(level.gini(), seed),
          Figures.mean(level.nonZero(), seed),
          Figures.mean(level.darkMass(), seed));
    }

    /**
     * The percentile for readers.
     *
     * @return without a unit
     */
    public String name() {
      return Figures.whole(percentile);
    }
  }

  /**
   * Draws the intervals, which takes a while.
   *
   * @param garments the figures of planted garments
   * @param photos those of photographs; the first ones are shown
   * @return for the template
   */
  public static PercentilePage of(
      PercentileGarmentsResult garments, List<PercentilePhotoResult> photos) {
    List<PercentileGarmentsResult.Level> plain = garments.plain();
    ImmutableList.Builder<MeanInterval> darkDifferences = ImmutableList.builder();
    for (int i = 0; i < plain.size(); i++) {
      darkDifferences.add(
          Figures.difference(
              garments.multiplied().get(i).darkMass(), plain.get(i).darkMass(), garments.seed()));
    }
    return new PercentilePage(
        garments,
        ImmutableList.copyOf(photos),
        rows(plain, garments.seed()),
        rows(garments.multiplied(), garments.seed()),
        Figures.difference(
            plain.get(plain.size() - 1).mass(), plain.get(0).mass(), garments.seed()),
        darkDifferences.build());
  }

  private static ImmutableList<Row> rows(List<PercentileGarmentsResult.Level> levels, long seed) {
    return levels.stream()
        .map(level -> Row.of(level, seed))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether the multiplied map shows less of black garments at every percentile.
   *
   * @return true if the intervals of the differences say so
   */
  public boolean multiplicationBlindsAtEveryPercentile() {
    return darkDifferences.stream().allMatch(difference -> difference.high() < 0);
  }

  /**
   * Whether the map without the multiplication has more on the garments at the largest percentile
   * than at the smallest.
   *
   * @return true if the interval of the change says so
   */
  public boolean thresholdFindsTheGarment() {
    return massChange.low() > 0;
  }

  /**
   * Whether the map without the multiplication is sparser at the largest percentile than at the
   * smallest, beyond the intervals.
   *
   * @return false if they overlap
   */
  public boolean thresholdMakesSparse() {
    return last().gini().low() > first().gini().high()
        && last().nonZero().high() < first().nonZero().low();
  }

  /**
   * The largest percentile.
   *
   * @return without the multiplication
   */
  public Row last() {
    return plain.get(plain.size() - 1);
  }

  /**
   * The smallest percentile.
   *
   * @return without the multiplication
   */
  public Row first() {
    return plain.get(0);
  }

  /**
   * The figures of the garments by percentile.
   *
   * @return SVG markup
   */
  public ImmutableList<String> garmentPlots() {
    return ImmutableList.of(
        garmentPlot("Any brightness: mass accuracy", "share of |A| on the garment", Row::mass),
        garmentPlot("Black garments: mass accuracy", "share of |A| on the garment", Row::darkMass),
        garmentPlot("Any brightness: rank accuracy", "share of the garment found", Row::rank),
        garmentPlot("Any brightness: Gini", "Gini of |A|", Row::gini),
        garmentPlot("Any brightness: marked pixels", "share of pixels not zero", Row::nonZero));
  }

  private String garmentPlot(String title, String yAxis, Function<Row, MeanInterval> value) {
    return plot(title, yAxis)
        .means("RectGrad", percentiles(plain), plain.stream().map(value).toList())
        .means("RectGrad × Input", percentiles(multiplied), multiplied.stream().map(value).toList())
        .svg();
  }

  private static List<Double> percentiles(List<Row> rows) {
    return rows.stream().map(Row::percentile).toList();
  }

  /**
   * The figures of the photographs by percentile, means over them.
   *
   * @return SVG markup
   */
  public ImmutableList<String> photoPlots() {
    return photos.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(
            photoPlot("Photographs: Gini", "Gini of |A|", PercentilePhotoResult.Level::gini),
            photoPlot(
                "Photographs: total variation",
                "total variation / mean",
                PercentilePhotoResult.Level::totalVariation),
            photoPlot(
                "Photographs: edges",
                "correlation with edges",
                PercentilePhotoResult.Level::edgeCorrelation));
  }

  private String photoPlot(
      String title, String yAxis, ToDoubleFunction<PercentilePhotoResult.Level> value) {
    LineChart plot = plot(title, yAxis);
    line(plot, "RectGrad", PercentilePhotoResult::plain, value);
    line(plot, "RectGrad × Input", PercentilePhotoResult::multiplied, value);
    return plot.svg();
  }

  private void line(
      LineChart plot,
      String name,
      Function<PercentilePhotoResult, List<PercentilePhotoResult.Level>> levels,
      ToDoubleFunction<PercentilePhotoResult.Level> value) {
    List<PhotoRow> rows = photoRows(levels);
    plot.means(
        name,
        rows.stream().map(PhotoRow::percentile).toList(),
        rows.stream().map(row -> row.mean(value)).toList());
  }

  private static LineChart plot(String title, String yAxis) {
    return new LineChart(title, "percentile", yAxis).from(0, 100);
  }

  /**
   * One percentile over all photographs.
   *
   * @param percentile from 0 to 100
   * @param levels one for each photograph
   * @param seed of the intervals
   */
  public record PhotoRow(double percentile, List<PercentilePhotoResult.Level> levels, long seed) {
    /**
     * The percentile for readers.
     *
     * @return without a unit
     */
    public String name() {
      return Figures.whole(percentile);
    }

    /**
     * The mean over the photographs.
     *
     * @param value which figure
     * @return those that are not defined are left out
     */
    public MeanInterval mean(ToDoubleFunction<PercentilePhotoResult.Level> value) {
      return MeanInterval.of(levels.stream().mapToDouble(value).toArray(), seed);
    }
  }

  /**
   * The photographs without the multiplication.
   *
   * @return by percentile
   */
  public List<PhotoRow> plainPhotos() {
    return photoRows(PercentilePhotoResult::plain);
  }

  /**
   * The photographs with the multiplication.
   *
   * @return by percentile
   */
  public List<PhotoRow> multipliedPhotos() {
    return photoRows(PercentilePhotoResult::multiplied);
  }

  private List<PhotoRow> photoRows(
      Function<PercentilePhotoResult, List<PercentilePhotoResult.Level>> levels) {
    ImmutableList.Builder<PhotoRow> rows = ImmutableList.builder();
    for (int i = 0; i < (photos.isEmpty() ? 0 : levels.apply(photos.get(0)).size()); i++) {
      int at = i;
      rows.add(
          new PhotoRow(
              levels.apply(photos.get(0)).get(i).percentile(),
              photos.stream().map(photo -> levels.apply(photo).get(at)).toList(),
              garments.seed()));
    }
    return rows.build();
  }

  /**
   * Some of the photographs, to be shown with their maps.
   *
   * @return at most two
   */
  public List<PercentilePhotoResult> pictured() {
    return photos.stream().limit(PICTURED).toList();
  }

  /**
   * Two maps of one percentile.
   *
   * @param percentile from 0 to 100
   * @param plain RectGrad, for an attribute {@code src}
   * @param multiplied RectGrad × Input, for an attribute {@code src}
   */
  public record Pair(double percentile, String plain, String multiplied) {
    /**
     * The percentile for readers.
     *
     * @return without a unit
     */
    public String name() {
      return Figures.whole(percentile);
    }
  }

  /**
   * The maps of a photograph.
   *
   * @param photo one of {@link #pictured()}
   * @return by percentile
   */
  public List<Pair> pairs(PercentilePhotoResult photo) {
    return photo.maps().stream()
        .filter(map -> !map.multiplied())
        .map(map -> new Pair(map.percentile(), map.src(), multiplied(photo, map.percentile())))
        .toList();
  }

  private static String multiplied(PercentilePhotoResult photo, double percentile) {
    return photo.maps().stream()
        .filter(map -> map.multiplied() && map.percentile() == percentile)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("No multiplied map at the percentile " + percentile))
        .src();
  }
}
