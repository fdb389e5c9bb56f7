package io.github.tfsaliency.method.hiding;

import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.tensorflow.ndarray.Shape;

/**
 * A part of one sample: some rows, some columns, some channels.
 *
 * @param input the input's name
 * @param area the sample's size
 * @param top the first row
 * @param left the first column
 * @param size how many rows and columns, fewer at the border
 * @param firstChannel the first channel
 * @param channels how many
 */
record Window(
    String input, Area area, int top, int left, int size, int firstChannel, int channels) {
  /** A sample's size; sequences and features have one row. */
  record Area(int height, int width, int channels) {
    static Area of(Shape sample) {
      return switch (sample.numDimensions()) {
        case 1 -> new Area(1, size(sample, 0), 1);
        case 2 -> new Area(1, size(sample, 0), size(sample, 1));
        case 3 -> new Area(size(sample, 0), size(sample, 1), size(sample, 2));
        default ->
            throw new IllegalArgumentException(
                Message.of(
                    "A sample of shape %s cannot be covered by windows, only [H, W, C], [L, C] and"
                        + " [F].",
                    sample));
      };
    }

    private static int size(Shape shape, int dimension) {
      return Math.toIntExact(shape.get(dimension));
    }
  }

  /** All windows of a sample. */
  static List<Window> cover(String input, Shape sample, int size, int stride, boolean eachChannel) {
    Area area = Area.of(sample);
    List<Window> windows = new ArrayList<>();
    int channels = eachChannel ? 1 : area.channels();
    for (int channel = 0; channel < area.channels(); channel += channels) {
      for (int row = 0; row < count(area.height(), size, stride); row++) {
        for (int column = 0; column < count(area.width(), size, stride); column++) {
          windows.add(
              new Window(input, area, row * stride, column * stride, size, channel, channels));
        }
      }
    }
    return windows;
  }

  private static int count(int length, int size, int stride) {
    return length <= size ? 1 : (length - size + stride - 1) / stride + 1;
  }

  /** Every element, by its index in the sample. */
  void forEach(IntConsumer element) {
    for (int row = top; row < Math.min(top + size, area.height()); row++) {
      for (int column = left; column < Math.min(left + size, area.width()); column++) {
        int pixel = (row * area.width() + column) * area.channels();
        for (int channel = firstChannel; channel < firstChannel + channels; channel++) {
          element.accept(pixel + channel);
        }
      }
    }
  }
}
