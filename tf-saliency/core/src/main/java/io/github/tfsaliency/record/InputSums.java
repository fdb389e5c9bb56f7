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
 */
public record InputSums(ImmutableMap<String, String> files, Optional<PixelEncoding> preprocessing) {
  /**
   * Checks the sums.
   *
   * @param files the SHA-256 of each file by the name of the model's input that it was for
   * @param preprocessing what became of the pixels of a picture, after it was cropped and resized
   *     to the model's input; empty for an array in the model's own units
   * @throws IllegalArgumentException if one is none
   */
  public InputSums {
    requireNonNull(files, "files").values().forEach(Sha256::require);
    requireNonNull(preprocessing, "preprocessing");
  }
}
