package io.github.tfsaliency.image;

/** A rectangle of a picture, in pixels. */
record Crop(int left, int top, int width, int height) {
  /** The largest centred rectangle with the aspect ratio of {@code toWidth x toHeight}. */
  static Crop centre(int width, int height, int toWidth, int toHeight) {
    int cropWidth =
        (int) Math.min(width, Math.max(1, Math.round((double) height * toWidth / toHeight)));
    int cropHeight =
        (int) Math.min(height, Math.max(1, Math.round((double) width * toHeight / toWidth)));
    return new Crop((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
  }
}
