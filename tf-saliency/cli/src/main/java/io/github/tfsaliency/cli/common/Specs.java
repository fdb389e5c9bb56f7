package io.github.tfsaliency.cli.common;

import com.google.common.collect.ImmutableList;
import java.util.regex.Pattern;

/** Where specifications, which have no blanks, may be broken into lines. */
public final class Specs {
  private static final Pattern BREAKS = Pattern.compile("(?<=[ :,/-])");

  private Specs() {}

  public static ImmutableList<String> pieces(String text) {
    return BREAKS.splitAsStream(text).collect(ImmutableList.toImmutableList());
  }

  /** The part before the options. */
  public static String name(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }
}
