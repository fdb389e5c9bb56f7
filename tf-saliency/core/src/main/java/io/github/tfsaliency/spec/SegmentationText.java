package io.github.tfsaliency.spec;

import com.google.common.base.Splitter;
import io.github.tfsaliency.message.SpecNumber;
import io.github.tfsaliency.segment.Felzenszwalb;
import io.github.tfsaliency.segment.Rectangles;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.segment.Slic;
import java.util.List;
import java.util.Optional;

/** Segmentations as text. */
final class SegmentationText {
  static final String EXPECTED =
      "a number, or slic/COUNT/COMPACTNESS, felzenszwalb/SCALE/SIGMA/LEAST or grid/ROWS/COLUMNS";

  private SegmentationText() {}

  static Optional<Segmentation> read(String text) {
    GivenInJava.requireNoArray(text, "Maybe use slic, felzenszwalb or a grid.");
    try {
      return Optional.of(segmentation(Splitter.on('/').splitToList(text)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Segmentation segmentation(List<String> parts) {
    return switch (parts.get(0)) {
      case "slic" ->
          Slic.of(Integer.parseInt(parts.get(1))).withCompactness(Double.parseDouble(parts.get(2)));
      case "felzenszwalb" ->
          Felzenszwalb.of(Double.parseDouble(parts.get(1)))
              .withSigma(Double.parseDouble(parts.get(2)))
              .withMinSize(Integer.parseInt(parts.get(3)));
      case "grid" ->
          Segmentation.grid(Integer.parseInt(parts.get(1)), Integer.parseInt(parts.get(2)));
      default -> Slic.of(Integer.parseInt(parts.get(0)));
    };
  }

  static String print(Segmentation segmentation) {
    if (segmentation instanceof Slic slic) {
      String count = Integer.toString(slic.count());
      return slic.equals(Slic.of(slic.count()))
          ? count
          : String.join("/", "slic", count, SpecNumber.shortest(slic.compactness()));
    }
    if (segmentation instanceof Felzenszwalb cut) {
      return String.join(
          "/",
          "felzenszwalb",
          SpecNumber.shortest(cut.scale()),
          SpecNumber.shortest(cut.sigma()),
          Integer.toString(cut.minSize()));
    }
    if (segmentation instanceof Rectangles grid) {
      return String.join(
          "/", "grid", Integer.toString(grid.rows()), Integer.toString(grid.columns()));
    }
    return segmentation instanceof Segments given
        ? GivenInJava.array(given.height(), given.width())
        : GivenInJava.own(segmentation);
  }
}
