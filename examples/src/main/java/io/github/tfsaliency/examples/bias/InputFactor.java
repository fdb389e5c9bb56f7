package io.github.tfsaliency.examples.bias;

import com.google.gson.annotations.SerializedName;
import java.util.Locale;

/** What a method multiplies a value's share by, last of all. */
enum InputFactor {
  /** Nothing that depends on the value. */
  @SerializedName("none")
  NONE,

  /** The value as the encoding writes it: nothing is left at the encoding's zero. */
  @SerializedName("input")
  INPUT,

  /** The value's distance from black or from white, which no encoding changes. */
  @SerializedName("box")
  BOX;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
