package io.github.tfsaliency.record;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;

/**
 * The checksums of the explained input.
 *
 * @param files the SHA-256 of each file, by the name of the model's input
 * @param preprocessing the encoding of a picture's pixels, after it was cropped and resized to the
 *     model's input; empty for an array in the model's own units
 * @param reading how files of other kinds were read: the options of the command line, by their
 *     names, and the kind of each file; empty for pictures and arrays
 * @since 0.1.0
 */
public record InputSums(
    ImmutableMap<String, String> files,
    Optional<PixelEncoding> preprocessing,
    ImmutableMap<String, String> reading) {
  /**
   * The checksums of arrays or of a picture.
   *
   * @param files the SHA-256 of each file, by the name of the model's input
   * @param preprocessing the encoding of a picture's pixels; empty for arrays
   * @throws IllegalArgumentException if a checksum is not valid
   */
  public InputSums(ImmutableMap<String, String> files, Optional<PixelEncoding> preprocessing) {
    this(files, preprocessing, ImmutableMap.of());
  }

  /**
   * Checks the checksums.
   *
   * @param files the SHA-256 of each file, by the name of the model's input
   * @param preprocessing the encoding of a picture's pixels, after it was cropped and resized to
   *     the model's input; empty for an array in the model's own units
   * @param reading how files of other kinds were read
   * @throws IllegalArgumentException if a checksum is not valid
   */
  public InputSums {
    requireNonNull(files, "files").values().forEach(Sha256::require);
    requireNonNull(preprocessing, "preprocessing");
    requireNonNull(reading, "reading");
  }
}
