package io.github.tfsaliency.examples.retraining;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the objects of pictures are.
 *
 * @param pixels of each picture those that lie on its object, ascending
 */
record ObjectPixels(ImmutableList<ImmutableIntArray> pixels) {
  static ObjectPixels of(List<PlantedPicture> pictures) {
    return new ObjectPixels(
        pictures.stream()
            .map(picture -> onObject(picture.mask()))
            .collect(ImmutableList.toImmutableList()));
  }

  private static ImmutableIntArray onObject(boolean[][] mask) {
    return ImmutableIntArray.copyOf(
        IntStream.range(0, mask.length * mask[0].length)
            .filter(pixel -> mask[pixel / mask[0].length][pixel % mask[0].length]));
  }

  /**
   * The share of the object among as many first pixels, mean over the pictures.
   *
   * @param orders of the pixels of the first pictures
   */
  double rankAccuracy(List<PixelOrder> orders) {
    double sum = 0;
    for (int i = 0; i < orders.size(); i++) {
      ImmutableIntArray object = pixels.get(i);
      long found =
          orders.get(i).pixels().subArray(0, object.length()).stream()
              .filter(object::contains)
              .count();
      sum += found / (double) object.length();
    }
    return sum / orders.size();
  }
}
