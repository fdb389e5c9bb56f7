package io.github.tfsaliency.image;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import io.github.tfsaliency.message.Message;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * How a camera was held, as EXIF tells it: 1 (upright) to 8.
 *
 * <p>Source: CIPA DC-008, Exif 2.32, tag 274.
 */
record Orientation(int exif) {
  static final Orientation UPRIGHT = new Orientation(1);

  /** The orientation that a file's metadata tells; upright where it tells none. */
  static Orientation read(ImageInputStream file, Message.Part picture) throws IOException {
    ImageInputStream metadata;
    try {
      metadata = Exif.find(file);
    } catch (EOFException | IIOException | RuntimeException e) {
      return UPRIGHT;
    }
    PictureLibrary.METADATA.require(picture);
    return of(metadata);
  }

  private static Orientation of(ImageInputStream metadata) throws IOException {
    try {
      CompoundDirectory directories = (CompoundDirectory) new TIFFReader().read(metadata);
      // The directories after the first one are about a thumbnail and the like.
      @Nullable Entry entry = directories.getDirectory(0).getEntryById(TIFF.TAG_ORIENTATION);
      if (entry != null
          && entry.getValue() instanceof Number number
          && number.intValue() >= 1
          && number.intValue() <= 8) {
        return new Orientation(number.intValue());
      }
      return UPRIGHT;
    } catch (EOFException | IIOException | RuntimeException | StackOverflowError e) {
      // Broken or unknown metadata does not spoil a picture: its own decoder has the last word.
      // The stack overflows where directories are nested thousands deep.
      return UPRIGHT;
    }
  }

  /** Whether width and height change places. */
  boolean swaps() {
    return exif >= 5;
  }

  /** The place in the file of a pixel of the upright picture, in row-major order. */
  int source(int x, int y, int width, int height) {
    boolean fromRight = exif == 2 || exif == 3 || exif == 7 || exif == 8;
    boolean fromBottom = exif == 3 || exif == 4 || exif == 6 || exif == 7;
    int column = swaps() ? y : x;
    int row = swaps() ? x : y;
    int sourceX = fromRight ? width - 1 - column : column;
    int sourceY = fromBottom ? height - 1 - row : row;
    return sourceY * width + sourceX;
  }

  /** Turns three-channel pixels upright. */
  Picture apply(int width, int height, byte[] rgb) {
    if (exif == 1) {
      return new Picture(width, height, rgb);
    }
    int turnedWidth = swaps() ? height : width;
    int turnedHeight = swaps() ? width : height;
    byte[] turned = new byte[rgb.length];
    int target = 0;
    for (int y = 0; y < turnedHeight; y++) {
      for (int x = 0; x < turnedWidth; x++) {
        System.arraycopy(rgb, 3 * source(x, y, width, height), turned, target, 3);
        target += 3;
      }
    }
    return new Picture(turnedWidth, turnedHeight, turned);
  }
}
