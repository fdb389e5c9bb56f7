package io.github.tfsaliency.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * How a camera was held, as EXIF tells it: 1 (upright) to 8.
 *
 * <p>Source: CIPA DC-008, Exif 2.32, tag 274.
 */
record Orientation(int exif) {
  static final Orientation UPRIGHT = new Orientation(1);

  /** The orientation that a file's metadata tells; upright where it tells none. */
  static Orientation read(InputStream file) throws IOException {
    try {
      return ImageMetadataReader.readMetadata(file)
          .getDirectoriesOfType(ExifIFD0Directory.class)
          .stream()
          .map(directory -> directory.getInteger(ExifDirectoryBase.TAG_ORIENTATION))
          .filter(Objects::nonNull)
          .filter(value -> value >= 1 && value <= 8)
          .map(Orientation::new)
          .findFirst()
          .orElse(UPRIGHT);
    } catch (ImageProcessingException e) {
      // Broken or unknown metadata does not spoil a picture: its own decoder has the last word.
      return UPRIGHT;
    }
  }

  /** Turns three-channel pixels upright. */
  Picture apply(int width, int height, byte[] rgb) {
    if (exif == 1) {
      return new Picture(width, height, rgb);
    }
    boolean swapped = exif >= 5;
    boolean fromRight = exif == 2 || exif == 3 || exif == 7 || exif == 8;
    boolean fromBottom = exif == 3 || exif == 4 || exif == 6 || exif == 7;
    int turnedWidth = swapped ? height : width;
    int turnedHeight = swapped ? width : height;
    byte[] turned = new byte[rgb.length];
    int target = 0;
    for (int y = 0; y < turnedHeight; y++) {
      for (int x = 0; x < turnedWidth; x++) {
        int column = swapped ? y : x;
        int row = swapped ? x : y;
        int sourceX = fromRight ? width - 1 - column : column;
        int sourceY = fromBottom ? height - 1 - row : row;
        System.arraycopy(rgb, 3 * (sourceY * width + sourceX), turned, target, 3);
        target += 3;
      }
    }
    return new Picture(turnedWidth, turnedHeight, turned);
  }
}
