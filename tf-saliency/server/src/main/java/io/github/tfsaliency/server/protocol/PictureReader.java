package io.github.tfsaliency.server.protocol;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.record.Sha256;
import io.github.tfsaliency.server.answer.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes the pictures of requests, as many at a time as the heap holds: a small file may be a
 * large picture.
 */
public final class PictureReader {
  /** What decoding takes: the decoder's picture, ours, and one that is turned upright. */
  private static final int BYTES_PER_PIXEL = 12;

  private static final int PIXELS_PER_PERMIT = 1 << 16;
  private static final int SHARE_OF_HEAP = 4;

  /**
   * A picture that was sent.
   *
   * @param picture upright
   * @param sha256 of the file's bytes
   */
  public record Sent(Picture picture, String sha256) {}

  private final int permits;
  private final Semaphore free;

  /** A reader that takes at most a quarter of a heap. */
  public PictureReader(long heapBytes) {
    permits =
        (int)
            Math.max(
                1,
                Math.min(
                    Picture.MAX_PIXELS / PIXELS_PER_PERMIT + 1,
                    heapBytes / SHARE_OF_HEAP / BYTES_PER_PIXEL / PIXELS_PER_PERMIT));
    free = new Semaphore(permits, true);
  }

  /**
   * Decodes a picture.
   *
   * @param base64 of a file in a format that the library reads
   * @throws Refusal if it is no such file, or larger than the heap bears
   */
  public Sent read(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw Refusal.because(Refusal.BAD_REQUEST, "The text of 'b64' is no base64.", e);
    }
    int needed = Math.toIntExact(pixels(bytes) / PIXELS_PER_PERMIT + 1);
    if (needed > permits) {
      throw Refusal.of(
          Refusal.TOO_LARGE,
          "The picture has %s pixels, and this server decodes at most %s.\n"
              + "Maybe send a smaller one: the model sees it at its own size.",
          pixels(bytes),
          (long) permits * PIXELS_PER_PERMIT);
    }
    free.acquireUninterruptibly(needed);
    try {
      return new Sent(Picture.read(bytes), Sha256.of(bytes));
    } catch (SaliencyException | IllegalArgumentException e) {
      throw Refusal.because(Refusal.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    } finally {
      free.release(needed);
    }
  }

  /** As the file's header says; 0 of what is no picture, which is refused when it is decoded. */
  private static long pixels(byte[] bytes) {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        return 0;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        return (long) reader.getWidth(0) * reader.getHeight(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
