package io.github.tfsaliency.record;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;

/**
 * What was explained.
 *
 * @param files the SHA-256 of each file by the name of the model's input that it was for
 * @param preprocessing what became of the pixels of a picture, after it was cropped and resized to
 *     the model's input; empty for an array in the model's own units
 * @param reading how files of other kinds became values: what the command line was told, by the
 *     names of its options, and the kind of each file; empty for pictures and arrays
 */
public record InputSums(
    ImmutableMap<String, String> files,
    Optional<PixelEncoding> preprocessing,
    ImmutableMap<String, String> reading) {
  /**
   * Arrays, or a picture.
   *
   * @param files the SHA-256 of each file by the name of the model's input that it was for
   * @param preprocessing what became of the pixels of a picture; empty for arrays
   * @throws IllegalArgumentException if a sum is none
   */
  public InputSums(ImmutableMap<String, String> files, Optional<PixelEncoding> preprocessing) {
    this(files, preprocessing, ImmutableMap.of());
  }

  /**
   * Checks the sums.
   *
   * @param files the SHA-256 of each file by the name of the model's input that it was for
   * @param preprocessing what became of the pixels of a picture, after it was cropped and resized
   *     to the model's input; empty for an array in the model's own units
   * @param reading how files of other kinds became values
   * @throws IllegalArgumentException if one is none
   */
  public InputSums {
    requireNonNull(files, "files").values().forEach(Sha256::require);
    requireNonNull(preprocessing, "preprocessing");
    requireNonNull(reading, "reading");
  }
}
