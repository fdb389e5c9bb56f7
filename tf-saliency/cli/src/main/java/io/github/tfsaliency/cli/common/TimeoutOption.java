package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.message.Message;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long a computation may take. */
public final class TimeoutOption {
  private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description =
          "The time limit of each computation, including building its graph, but not loading the"
              + " model; no limit by default. Without a limit an untrusted model may compute for"
              + " hours.")
  private @Nullable Duration timeout;

  /**
   * Sets the timeout, if one was given.
   *
   * @param saliency whose computations are bounded
   * @return the same with the timeout
   */
  public Saliency bound(Saliency saliency) {
    return timeout == null ? saliency : saliency.timeout(timeout);
  }

  /** Seconds above 0, with decimals. */
  public static final class Seconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        BigDecimal seconds = new BigDecimal(text);
        Duration duration =
            seconds.compareTo(MOST) > 0
                ? Duration.ZERO
                : Duration.ofNanos(
                    seconds.movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact());
        if (duration.compareTo(Duration.ZERO) > 0) {
          return duration;
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // No number, or one of too many digits.
      }
      throw new TypeConversionException(
          Message.of(
              "'%s' is not a number of seconds above 0 and at most %s.\nMaybe --timeout 60.",
              text, MOST));
    }
  }
}
