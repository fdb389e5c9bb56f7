package io.github.tfsaliency.cli.common;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.DisplayKind;
import io.github.tfsaliency.display.Sign;
import io.github.tfsaliency.display.Theme;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How maps are drawn. */
public final class DisplayOptions {
  @Option(
      names = "--display",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description =
          "The kind of drawing; the default depends on the input. Pictures: overlay, side-by-side,"
              + " contour, masked, transparency, signs. Tables: bars, waterfall, beeswarm,"
              + " mean-bars. Series and sounds: lines. Texts: words. Arrays: heatmap, slices."
              + " 'docs/displays.md' shows all kinds.")
  private @Nullable DisplayKind kind;

  @Option(
      names = "--sign",
      paramLabel = "SIGN",
      description = "The drawn values of a map: all (the default), positive, negative, absolute.")
  private @Nullable Sign sign;

  @Option(
      names = "--show",
      paramLabel = "N",
      description =
          "The number of features, channels or slices that are drawn separately; the others are"
              + " summed. By default 20, 8 and 16.")
  private @Nullable Integer show;

  @Option(
      names = "--base",
      paramLabel = "VALUE",
      description = "The start of a waterfall; by default the score minus the sum of the map.")
  private @Nullable Double base;

  @Option(
      names = "--theme",
      paramLabel = "THEME",
      description =
          "The background: light, dark, or system (the default). With system, PNG files are light"
              + " and pages follow the reader's system.")
  private @Nullable Theme theme;

  /** Whether somebody chose how a single map is drawn. */
  public boolean choosesKind() {
    return kind != null;
  }

  /** What was chosen, as texts; empty if nothing was. */
  public ImmutableList<String> texts() {
    List<String> all = Stream.of(kind, sign, show, base, theme).map(String::valueOf).toList();
    return all.stream().allMatch("null"::equals) ? ImmutableList.of() : ImmutableList.copyOf(all);
  }

  /** A display with all that was chosen. */
  public Display of(Display display) {
    Display chosen = kind == null ? display : display.kind(kind);
    return settings(chosen);
  }

  /** A display with all that was chosen but its kind. */
  public Display settings(Display display) {
    Display chosen = display;
    chosen = sign == null ? chosen : chosen.sign(sign);
    chosen = show == null ? chosen : chosen.top(show);
    chosen = base == null ? chosen : chosen.base(base);
    return theme == null ? chosen : chosen.theme(theme);
  }

  /** The kind that was chosen. */
  public Optional<DisplayKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** Reads the name of a kind. */
  static final class KindConverter implements ITypeConverter<DisplayKind> {
    @Override
    public DisplayKind convert(String text) {
      try {
        return DisplayKind.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(Failures.text(e));
      }
    }
  }
}
