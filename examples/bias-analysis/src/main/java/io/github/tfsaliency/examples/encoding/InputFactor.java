package io.github.tfsaliency.examples.encoding;

import com.google.gson.annotations.SerializedName;
import java.util.Locale;

/** By what the value of a pixel gets into its attribution. */
public enum InputFactor {
  /** By nothing: only what the model computes from it counts. */
  @SerializedName("none")
  NONE("none"),

  /** The map is the product with the value as the encoding writes it. */
  @SerializedName("input")
  INPUT("openly"),

  /** The rule of the first layer shares in proportion to the value as the encoding writes it. */
  @SerializedName("first_layer")
  FIRST_LAYER("in the first layer"),

  /**
   * The value is compared with a baseline, which is zero as the encoding writes it: where both are
   * the same, nothing changes.
   */
  @SerializedName("baseline")
  BASELINE("by a baseline of zero"),

  /** The value is compared with those of other rows of a table. */
  @SerializedName("rows")
  ROWS("by other rows"),

  /** The value is compared with black and with white, whatever the encoding writes for them. */
  @SerializedName("box")
  BOX("by black and white");

  private final String inWords;

  InputFactor(String inWords) {
    this.inWords = inWords;
  }

  /**
   * For a table.
   *
   * @return how it multiplies
   */
  public String inWords() {
    return inWords;
  }

  /**
   * Whether it can make a map blind.
   *
   * @return whether a value that the encoding writes as zero gets nothing, or little
   */
  public boolean dependsOnZero() {
    return this == INPUT || this == FIRST_LAYER || this == BASELINE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
