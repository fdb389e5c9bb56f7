package io.github.tfsaliency.examples.experiment;

import java.util.List;

/**
 * RectGrad's maps of a photograph at growing percentiles.
 *
 * @param photo the file's name
 * @param target the explained class: the model's top one
 * @param label its name
 * @param logit its score
 * @param encoding how the model writes a pixel as a number
 * @param picture the photograph as the model sees it, for an attribute {@code src}
 * @param plain without the multiplication by the input, by percentile
 * @param multiplied with it, by percentile
 * @param maps some of the maps
 */
public record PercentilePhotoResult(
    String photo,
    long target,
    String label,
    double logit,
    String encoding,
    String picture,
    List<Level> plain,
    List<Level> multiplied,
    List<MapPicture> maps) {
  /**
   * Keeps copies.
   *
   * @param photo as above
   * @param target as above
   * @param label as above
   * @param logit as above
   * @param encoding as above
   * @param picture as above
   * @param plain as above
   * @param multiplied as above
   * @param maps as above
   */
  public PercentilePhotoResult {
    plain = List.copyOf(plain);
    multiplied = List.copyOf(multiplied);
    maps = List.copyOf(maps);
  }

  /**
   * What a map looks like; NaN where it is zero everywhere.
   *
   * @param percentile from 0 to 100
   * @param gini from 0 (all pixels alike) to 1
   * @param totalVariation the larger the grainier
   * @param edgeCorrelation Pearson's, of |A| with the edges of the photograph
   * @param edgeRankCorrelation Spearman's, of the same
   * @param nonZero the share of pixels that the map marks at all
   */
  public record Level(
      double percentile,
      double gini,
      double totalVariation,
      double edgeCorrelation,
      double edgeRankCorrelation,
      double nonZero) {}

  /**
   * A map as a picture.
   *
   * @param percentile from 0 to 100
   * @param multiplied whether by the input
   * @param src for the attribute of that name
   */
  public record MapPicture(double percentile, boolean multiplied, String src) {}
}
