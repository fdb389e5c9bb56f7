package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.draw.Encoded;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Pixels;
import io.github.tfsaliency.display.draw.Sheet;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Svg;
import io.github.tfsaliency.display.draw.Type;
import io.github.tfsaliency.display.plot.Plot;
import io.github.tfsaliency.file.WholeFile;
import io.github.tfsaliency.message.Message;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Draws a map for people: a table as bars, a series as lines, a text as words, a volume as slices,
 * a photograph with its map. PNG, SVG and HTML come from the same drawing, need no other files, and
 * are safe for any names in them.
 *
 * <p>Red is evidence for the target and blue is evidence against it; a stronger colour is stronger
 * evidence. Zero has the colour of the background, light or dark. Magnitudes go from violet to
 * yellow. People who cannot distinguish red and green can distinguish these colours.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class Display {
  /** The width of PNG and SVG files in pixels of CSS. */
  public static final int WIDTH = 720;

  /** The width for a phone. */
  static final int NARROW = 360;

  /** PNG files have so many pixels for each of CSS. */
  private static final int SCALE = 2;

  private static final int MOST_SAMPLES = 1_000_000;

  private final Attribution map;
  private final ImmutableList<InputView> views;
  private final boolean many;
  private final Optional<DisplayKind> kind;
  private final Settings settings;
  private final Theme theme;
  private final Optional<String> title;

  private Display(
      Attribution map,
      ImmutableList<InputView> views,
      boolean many,
      Optional<DisplayKind> kind,
      Settings settings,
      Theme theme,
      Optional<String> title) {
    this.map = map;
    this.views = views;
    this.many = many;
    this.kind = kind;
    this.settings = settings;
    this.theme = theme;
    this.title = title;
  }

  /**
   * Displays the map of a sample by its shape, without other information: {@code [F]} as bars,
   * {@code [T, C]} as lines or as a heatmap, {@code [H, W, C]} as a heatmap of the sums over
   * channels, {@code [D, H, W, C]} as slices.
   *
   * @param map the map of one sample, with or without the batch dimension
   * @return the display
   * @throws IllegalArgumentException if the map has several samples, no values, or a value that is
   *     not finite
   */
  public static Display of(Attribution map) {
    return of(map, Sample.unknown());
  }

  /**
   * Displays the map of a sample of a known kind.
   *
   * @param map the map of one sample, with or without the batch dimension; for a text it may be
   *     {@code [T, E]}, which is summed over E
   * @param view the sample
   * @return the display
   * @throws IllegalArgumentException if the map has several samples, no values, or one that is not
   *     finite
   */
  public static Display of(Attribution map, InputView view) {
    checkArgument(
        map.sampleCount() == 1,
        "A display shows one sample, but the map (shape %s) has %s.\n"
            + "Maybe get one with sample(int), or all with Display.ofMany(map, views).",
        map.shape(),
        map.sampleCount());
    return checked(map, ImmutableList.of(requireNonNull(view, "view")), false);
  }

  /**
   * Displays the maps of many samples that have the same features together, as {@link
   * DisplayKind#BEESWARM} or {@link DisplayKind#MEAN_BARS}.
   *
   * @param map of a batch
   * @param views one for each sample
   * @return the display, a beeswarm
   * @throws IllegalArgumentException if there is not one view for each sample, or a value is not
   *     finite
   */
  public static Display ofMany(Attribution map, List<? extends InputView> views) {
    checkArgument(
        views.size() == map.sampleCount() && !views.isEmpty() && views.size() <= MOST_SAMPLES,
        "A display of %s samples cannot have %s views.",
        map.sampleCount(),
        views.size());
    return checked(map, ImmutableList.copyOf(views), true).kind(DisplayKind.BEESWARM);
  }

  private static Display checked(Attribution map, ImmutableList<InputView> views, boolean many) {
    // A caller learns of values that cannot be drawn before files are written.
    IntStream.range(0, views.size()).forEach(i -> sample(map, views, i));
    return new Display(
        map, views, many, Optional.empty(), Settings.USUAL, Theme.SYSTEM, Optional.empty());
  }

  private static Sample sample(Attribution map, ImmutableList<InputView> views, int index) {
    return Sample.of(map.sample(index), views.get(index));
  }

  private Display with(Settings newSettings) {
    return new Display(map, views, many, kind, newSettings, theme, title);
  }

  /**
   * Chooses how the map is drawn.
   *
   * @param newKind by default {@link DisplayKind#OVERLAY} for a photograph, {@link
   *     DisplayKind#BARS} for a row ({@link DisplayKind#WATERFALL} if theory requires a sum of the
   *     map), {@link DisplayKind#LINES} for a series or a sound, {@link DisplayKind#WORDS} for a
   *     text, and for numbers a kind for their shape
   * @return the display of the same map
   * @throws IllegalArgumentException if the kind is for many samples and there is one, or the
   *     reverse. If the kind does not suit the sample, drawing throws it
   */
  public Display kind(DisplayKind newKind) {
    boolean ofMany = newKind == DisplayKind.BEESWARM || newKind == DisplayKind.MEAN_BARS;
    checkArgument(
        ofMany == many,
        many
            ? "The display '%s' shows one sample.\nMaybe Display.of(map.sample(0), view)."
            : "The display '%s' shows many samples.\nMaybe Display.ofMany(map, views).",
        newKind);
    return new Display(map, views, many, Optional.of(newKind), settings, theme, title);
  }

  /**
   * Chooses the background.
   *
   * @param newTheme {@link Theme#SYSTEM} by default
   * @return the display of the same map
   */
  public Display theme(Theme newTheme) {
    return new Display(map, views, many, kind, settings, requireNonNull(newTheme), title);
  }

  /**
   * Sets the title.
   *
   * @param newTitle a sentence or two; by default a question about the target
   * @return the display of the same map
   */
  public Display title(String newTitle) {
    return new Display(map, views, many, kind, settings, theme, Optional.of(newTitle));
  }

  /**
   * Chooses the shown values of the map by their sign.
   *
   * @param sign {@link Sign#ALL} by default; a waterfall shows all
   * @return the display of the same map
   */
  public Display sign(Sign sign) {
    return with(new Settings(sign, settings.top(), settings.share(), settings.base()));
  }

  /**
   * Chooses how many features, channels or slices are shown separately. For the others the display
   * shows their number and their sum.
   *
   * @param top at least 1; by default 20 features, 8 channels and 16 slices
   * @return the display of the same map
   * @throws IllegalArgumentException if it is less than 1
   */
  public Display top(int top) {
    checkArgument(top >= 1, "At least one feature is shown, not %s.", top);
    return with(new Settings(settings.sign(), top, settings.share(), settings.base()));
  }

  /**
   * Chooses the visible fraction of a masked photograph.
   *
   * @param share the fraction of the pixels, those with the largest magnitudes; above 0 and at most
   *     1; 0.1 by default
   * @return the display of the same map
   * @throws IllegalArgumentException if it is out of range
   */
  public Display share(double share) {
    checkArgument(
        share > 0 && share <= 1, "The share (%s) must be more than 0, and at most 1.", share);
    return with(new Settings(settings.sign(), settings.top(), share, settings.base()));
  }

  /**
   * Chooses the start of a waterfall. The base value and all contributions sum to the score at its
   * end.
   *
   * @param base for example the score of the baseline; by default the score minus the sum of the
   *     map
   * @return the display of the same map
   * @throws IllegalArgumentException if it is not finite
   */
  public Display base(double base) {
    checkArgument(Double.isFinite(base), "The base value (%s) must be finite.", base);
    return with(
        new Settings(settings.sign(), settings.top(), settings.share(), OptionalDouble.of(base)));
  }

  /**
   * The kind of the drawing.
   *
   * @return the chosen kind, or the default for the sample
   */
  public DisplayKind kind() {
    return kind.orElseGet(() -> Chooser.usual(sample(map, views, 0)));
  }

  /**
   * The kinds that suit the sample.
   *
   * @return at least one
   */
  public ImmutableList<DisplayKind> suitedKinds() {
    return many
        ? ImmutableList.of(DisplayKind.BEESWARM, DisplayKind.MEAN_BARS)
        : Chooser.suited(sample(map, views, 0)).asList();
  }

  private Plot plot() {
    if (!many) {
      return Chooser.plot(kind(), sample(map, views, 0), settings);
    }
    List<Tables.Named> samples = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      samples.add(Tables.named(sample(map, views, i)));
    }
    return Tables.many(kind(), samples, settings);
  }

  Heading heading() {
    return Heading.of(map, title);
  }

  private Sheet sheet(int width, boolean headed) {
    Sketch sketch = new Sketch(width);
    if (headed) {
      Heading heading = heading();
      sketch.paragraph(heading.title(), Type.TITLE, Ink.TEXT, 2);
      heading.facts().ifPresent(facts -> sketch.paragraph(facts, Type.SMALL, Ink.PALE, 2));
      plot().draw(sketch);
      heading
          .warnings()
          .forEach(
              warning -> {
                sketch.takeTo(sketch.bottom() + 6);
                sketch.paragraph(warning, Type.SMALL, Ink.PALE, 3);
              });
    } else {
      plot().draw(sketch);
    }
    return sketch.finish(heading().title());
  }

  /**
   * The display as an image.
   *
   * @return of type {@link BufferedImage#TYPE_INT_RGB}, 1440 pixels wide
   * @throws IllegalArgumentException if the kind does not suit the sample; all methods that draw
   *     throw it
   */
  public BufferedImage toBufferedImage() {
    return Pixels.of(sheet(WIDTH, true), theme.look(), SCALE);
  }

  /**
   * The display without title and facts as an image, for a sheet of many.
   *
   * @param width in pixels of CSS, at least 200
   * @param scale pixels per pixel of CSS
   * @return of type {@link BufferedImage#TYPE_INT_RGB}
   */
  public BufferedImage toTile(int width, double scale) {
    checkWidth(width);
    return Pixels.of(sheet(width, false), theme.look(), scale);
  }

  private static void checkWidth(int width) {
    checkArgument(
        width >= 200 && width <= 10_000, "A display is 200 to 10,000 wide, not %s.", width);
  }

  /**
   * The display as a PNG file.
   *
   * @return its bytes
   */
  public byte[] toPng() {
    return Encoded.png(toBufferedImage());
  }

  /**
   * The display as an SVG document.
   *
   * @return a document without external parts
   */
  public String toSvg() {
    return Svg.of(sheet(WIDTH, true), theme.look());
  }

  /**
   * The display as a page, for wide screens and for phones.
   *
   * @return a document without external parts and without scripts
   */
  public String toHtml() {
    return DisplayPage.of(heading().title(), ImmutableList.of(this)).toHtml();
  }

  /**
   * The display without title and facts, as a part of a page that has {@link #css()}.
   *
   * @return markup, safe for any names in it
   */
  public String toMarkup() {
    return Pages.markup(plot(), heading().title(), theme);
  }

  /**
   * The display without title and facts, as a part of a page that has {@link #css()}, of one width.
   *
   * @param width in pixels of CSS, at least 200
   * @return markup, safe for any names in it
   */
  public String toMarkup(int width) {
    checkWidth(width);
    return Pages.markup(plot(), heading().title(), theme, width);
  }

  /**
   * The rules that a page needs around {@link #toMarkup()}.
   *
   * @return for an element {@code style}
   */
  public static String css() {
    return Pages.css(Theme.SYSTEM);
  }

  /**
   * Writes a PNG file, complete or not at all. Missing folders are created, and an existing file is
   * replaced.
   *
   * @param path the file
   * @throws SaliencyException if it cannot be written
   */
  public void writePng(Path path) {
    write(path, toPng());
  }

  /**
   * Writes an SVG file as {@link #writePng} does.
   *
   * @param path the file
   * @throws SaliencyException if it cannot be written
   */
  public void writeSvg(Path path) {
    write(path, toSvg().getBytes(UTF_8));
  }

  /**
   * Writes a page as {@link #writePng} does.
   *
   * @param path the file
   * @throws SaliencyException if it cannot be written
   */
  public void writeHtml(Path path) {
    write(path, toHtml().getBytes(UTF_8));
  }

  Theme theme() {
    return theme;
  }

  static void write(Path path, byte[] bytes) {
    Path file = path.toAbsolutePath();
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The folder of '%s' cannot be created: %s.", path, e), e);
    }
    WholeFile.write(file, stream -> stream.write(bytes));
  }

  @Override
  public String toString() {
    return "Display[" + kind() + " of " + map + "]";
  }
}
