package io.github.tfsaliency.display.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for readers, the same in every country. */
public final class Numbers {
  private static final int DIGITS = 3;
  private static final char MINUS = '\u2212';

  private Numbers() {}

  /** Three digits; a dash for what is no number. */
  public static String text(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : MINUS + "∞";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
    double magnitude = Math.abs(rounded.doubleValue());
    if (magnitude == 0) {
      return "0";
    }
    if (magnitude >= 1e-3 && magnitude < 1e6) {
      return minus(rounded.stripTrailingZeros().toPlainString());
    }
    String text = String.format(Locale.ROOT, "%.2e", rounded);
    return minus(
        text.replaceFirst("\\.?0+e", "e").replaceFirst("e([+-])0*", "e$1").replace("e+", "e"));
  }

  /** The same with a plus where it is positive. */
  public static String signed(double value) {
    return value > 0 ? "+" + text(value) : text(value);
  }

  /** A count with commas. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String minus(String text) {
    return text.replace('-', MINUS);
  }
}
