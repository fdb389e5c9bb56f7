package io.github.tfsaliency.image;

import com.google.common.base.Ascii;

/**
 * The order in which a model expects the three colours of a pixel.
 *
 * @since 0.1.0
 */
public enum ChannelOrder {
  /** Red, green, blue: the order of most models. */
  RGB,
  /** Blue, green, red: the order of models from Caffe. */
  BGR;

  /**
   * The position of a model's channel in the order red, green, blue.
   *
   * @param channel 0..2 in the model's order
   * @return 0 for red, 1 for green, 2 for blue
   */
  public int rgbIndex(int channel) {
    return this == RGB ? channel : 2 - channel;
  }

  /**
   * The name in {@code saliency.json}.
   *
   * @return {@code rgb} or {@code bgr}
   */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
