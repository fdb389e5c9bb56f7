package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.display.plot.Plot;
import io.github.tfsaliency.display.plot.Scale;
import io.github.tfsaliency.display.plot.Word;
import io.github.tfsaliency.display.plot.Words;

/** Which kinds suit a sample, and which of them is drawn unless somebody says. */
final class Chooser {
  /** A shorter row of numbers has room for a bar each. */
  private static final int LONG = 24;

  private static final int MOST_CHANNELS = 12;

  private static final ImmutableSet<DisplayKind> TABLES =
      Sets.immutableEnumSet(DisplayKind.BARS, DisplayKind.WATERFALL);

  private Chooser() {}

  static DisplayKind usual(Sample sample) {
    InputView view = sample.view();
    if (view instanceof InputView.Photograph) {
      return DisplayKind.OVERLAY;
    }
    if (view instanceof InputView.Row) {
      return sample.attribution().gaps().isPresent()
              && Double.isFinite(sample.attribution().score())
          ? DisplayKind.WATERFALL
          : DisplayKind.BARS;
    }
    if (view instanceof InputView.Text) {
      return DisplayKind.WORDS;
    }
    return view instanceof InputView.Numbers ? ofNumbers(sample) : DisplayKind.LINES;
  }

  private static DisplayKind ofNumbers(Sample sample) {
    Cube values = sample.values();
    Cube map = sample.map().squeezed(1);
    boolean summed =
        values.count() > 0 && values.rank() < sample.map().rank() && map.beginsWith(values);
    int rank = summed ? values.rank() : map.rank();
    if (rank <= 1) {
      return DisplayKind.BARS;
    }
    if (rank == 2) {
      int steps = map.size(0);
      int channels = map.size(1);
      boolean series = channels <= MOST_CHANNELS && steps >= Math.max(LONG, 2 * channels);
      return series ? DisplayKind.LINES : DisplayKind.HEATMAP;
    }
    if (rank == 3) {
      return Photographs.looksLikeOne(values) ? DisplayKind.SIDE_BY_SIDE : DisplayKind.HEATMAP;
    }
    return DisplayKind.SLICES;
  }

  static ImmutableSet<DisplayKind> suited(Sample sample) {
    InputView view = sample.view();
    ImmutableSet.Builder<DisplayKind> suited = ImmutableSet.builder();
    suited.addAll(TABLES).add(DisplayKind.HEATMAP);
    int rank = sample.map().rank();
    boolean photograph =
        view instanceof InputView.Photograph
            || (view instanceof InputView.Numbers && Photographs.looksLikeOne(sample.values()));
    if (photograph && (rank == 2 || sample.map().squeezed(3).rank() == 3)) {
      suited.add(
          DisplayKind.OVERLAY,
          DisplayKind.SIDE_BY_SIDE,
          DisplayKind.CONTOUR,
          DisplayKind.MASKED,
          DisplayKind.TRANSPARENCY);
    }
    if (rank == 2 || sample.map().squeezed(3).rank() == 3) {
      suited.add(DisplayKind.SIGNS);
    }
    if (view instanceof InputView.Text) {
      suited.add(DisplayKind.WORDS);
    } else if (!(view instanceof InputView.Row) && !(view instanceof InputView.Photograph)) {
      if (sample.map().squeezed(2).rank() <= 2) {
        suited.add(DisplayKind.LINES);
      }
      if (rank >= 3) {
        suited.add(DisplayKind.SLICES);
      }
    }
    return suited.build();
  }

  static Plot plot(DisplayKind kind, Sample sample, Settings settings) {
    ImmutableSet<DisplayKind> suited = suited(sample);
    checkArgument(
        suited.contains(kind),
        "The display '%s' does not suit a %s with a map of shape %s.\nMaybe one of %s.",
        kind,
        sample.view().getClass().getSimpleName(),
        sample.map().shape(),
        suited);
    return switch (kind) {
      case BARS -> Tables.bars(Tables.named(sample), settings);
      case WATERFALL -> Tables.waterfall(sample.attribution(), Tables.named(sample), settings);
      case LINES -> Grids.lines(sample, settings);
      case HEATMAP -> Grids.heatmap(sample, settings);
      case SLICES -> Grids.slices(sample, settings);
      case WORDS -> words(sample, (InputView.Text) sample.view(), settings);
      default -> Photographs.plot(kind, sample, settings);
    };
  }

  private static Plot words(Sample sample, InputView.Text text, Settings settings) {
    double[] map = settings.signed(sample.perPlace("text", text.tokens().size()));
    return new Words(
        Word.of(text.tokens(), text.special(), map), Scale.of(map, settings.sign().isSigned()));
  }
}
