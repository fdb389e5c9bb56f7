package io.github.tfsaliency.image;

import com.google.common.base.Ascii;

/** The order in which a model expects the three colours of a pixel. */
public enum ChannelOrder {
  /** Red, green, blue: what most models expect. */
  RGB,
  /** Blue, green, red: what models that come from Caffe expect. */
  BGR;

  /**
   * Where a model's channel lies among red, green, blue.
   *
   * @param channel 0..2 in the model's order
   * @return 0 for red, 1 for green, 2 for blue
   */
  public int rgbIndex(int channel) {
    return this == RGB ? channel : 2 - channel;
  }

  /**
   * The name as {@code saliency.json} has it.
   *
   * @return {@code rgb} or {@code bgr}
   */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
