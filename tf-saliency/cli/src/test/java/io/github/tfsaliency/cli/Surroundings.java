package io.github.tfsaliency.cli;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tensorflow.TensorFlow;

/**
 * Runs the tests of a class as on a machine elsewhere: with a default locale and time zone that
 * were drawn once for the process. The draw is printed as the properties that repeat it.
 */
public final class Surroundings implements BeforeAllCallback, AfterAllCallback {
  private static final List<String> LOCALES =
      List.of("ar-EG", "tr-TR", "th-TH-u-nu-thai", "de-DE", "fa", "ne", "hi-IN-u-nu-deva", "ja-JP");
  private static final List<String> TIME_ZONES =
      List.of("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Africa/Cairo");

  /** TensorFlow's Java API finds no op in an encoding without ASCII, such as UTF-16. */
  private static final List<String> ENCODINGS =
      List.of("UTF-8", "US-ASCII", "ISO-8859-1", "windows-1256");

  private static final long SEED = Long.getLong("tests.seed", System.nanoTime());
  static final String LOCALE;
  static final String TIME_ZONE;

  /** Only a new process can have another one. */
  static final String ENCODING;

  static {
    Random random = new Random(SEED);
    LOCALE = System.getProperty("tests.locale", drawn(LOCALES, random));
    TIME_ZONE = System.getProperty("tests.timezone", drawn(TIME_ZONES, random));
    ENCODING = System.getProperty("tests.encoding", drawn(ENCODINGS, random));
  }

  private Locale locale = Locale.ROOT;
  private TimeZone timeZone = TimeZone.getDefault();

  private static String drawn(List<String> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  /** What repeats the draw. */
  static String properties() {
    return String.format(
        "-Dtests.seed=%s -Dtests.locale=%s -Dtests.timezone=%s -Dtests.encoding=%s",
        SEED, LOCALE, TIME_ZONE, ENCODING);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    locale = Locale.getDefault();
    timeZone = TimeZone.getDefault();
    System.out.println(context.getDisplayName() + " runs with " + properties());
    // The time of the unpacked library is compared with that in the jar, which is local time: in
    // another zone it would be unpacked anew while other processes load it.
    var unused = TensorFlow.version();
    Locale.setDefault(Locale.forLanguageTag(LOCALE));
    TimeZone.setDefault(TimeZone.getTimeZone(TIME_ZONE));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Locale.setDefault(locale);
    TimeZone.setDefault(timeZone);
  }
}
