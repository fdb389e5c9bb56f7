package io.github.tfsaliency.header;

/**
 * The cost of decoding a picture, according to its bytes.
 *
 * @param width in pixels, as a decoder takes it
 * @param height in pixels
 * @param channels of a pixel
 * @param frames 1, or the pictures of an animation
 * @param scans how often a decoder goes over the picture; 1 except for JPEG
 */
public record PictureHeader(long width, long height, int channels, long frames, int scans) {
  /** An encoder writes ten or so; each costs as much as decoding the whole picture. */
  public static final int MAX_SCANS = 100;

  /**
   * The values that a decoder makes of all frames.
   *
   * @return their number
   */
  public double samples() {
    return (double) width * height * channels * frames;
  }
}
