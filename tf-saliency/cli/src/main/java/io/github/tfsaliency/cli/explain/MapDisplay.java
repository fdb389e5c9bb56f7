package io.github.tfsaliency.cli.explain;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.cli.common.DisplayOptions;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.DisplayKind;
import io.github.tfsaliency.display.DisplayPage;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.message.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The page and the picture of a map. */
final class MapDisplay {
  /** Samples of a batch that are drawn one by one. */
  private static final int MOST_SAMPLES = 8;

  private static final ImmutableList<DisplayKind> OF_MANY =
      ImmutableList.of(DisplayKind.BEESWARM, DisplayKind.MEAN_BARS);

  private final DisplayOptions options;

  MapDisplay(DisplayOptions options) {
    this.options = options;
  }

  /** Whether the picture of a photograph's map is more than the map over the photograph. */
  boolean isChosen() {
    return options.choosesKind();
  }

  /**
   * Writes a page; by the shape of the map alone where it has other places than the input, unless
   * somebody chose how it is drawn.
   *
   * @return what it shows
   */
  DisplayPage write(ExplainInput input, String of, Attribution map, Path file) {
    try {
      DisplayPage page = page(input, of, map);
      page.writeHtml(file);
      return page;
    } catch (IllegalArgumentException e) {
      if (options.choosesKind()) {
        throw e;
      }
      DisplayPage byShape = DisplayPage.of(title(input, of), oneByOne(title(input, of), map, null));
      byShape.writeHtml(file);
      return byShape;
    }
  }

  private static String title(ExplainInput input, String of) {
    return Shown.name(String.valueOf(input.file(of).getFileName()));
  }

  /**
   * What is drawn of a map, of each sample of a batch or of all together.
   *
   * @param of the input of the model that the map is of
   */
  private DisplayPage page(ExplainInput input, String of, Attribution map) {
    String title = title(input, of);
    ImmutableList<InputView> views =
        IntStream.range(0, map.sampleCount())
            .mapToObj(sample -> input.views(sample).getOrDefault(of, input.view(sample)))
            .collect(toImmutableList());
    return DisplayPage.of(title, displays(title, map, views));
  }

  private List<Display> displays(String title, Attribution map, ImmutableList<InputView> views) {
    if (views.size() == 1) {
      return List.of(one(map, views.get(0)).title(asked(title, map)));
    }
    boolean ofMany = options.kind().map(OF_MANY::contains).orElse(false);
    if (ofMany || (!options.choosesKind() && isTable(map, views.get(0)))) {
      Display all = options.settings(Display.ofMany(map, views));
      return options.kind().isPresent()
          ? List.of(options.of(all))
          : OF_MANY.stream().map(kind -> all.kind(kind).title(name(title, kind))).toList();
    }
    return oneByOne(title, map, views);
  }

  private List<Display> oneByOne(
      String title, Attribution map, @Nullable ImmutableList<InputView> views) {
    int samples = map.sampleCount();
    List<Display> displays = new ArrayList<>();
    int shown = Math.min(MOST_SAMPLES, samples);
    for (int i = 0; i < shown; i++) {
      Attribution sample = map.sample(i);
      String place = ", sample " + i + (i == shown - 1 ? rest(samples - shown) : "");
      String name = samples == 1 ? title : title + place;
      Display display =
          views == null ? options.settings(Display.of(sample)) : one(sample, views.get(i));
      displays.add(display.title(asked(name, sample)));
    }
    return displays;
  }

  private static String rest(int left) {
    return left > 0 ? " (" + left + " more are not drawn)" : "";
  }

  private static String name(String title, DisplayKind kind) {
    return title + (kind == DisplayKind.BEESWARM ? ": all samples" : ": mean magnitude");
  }

  private static String asked(String title, Attribution map) {
    return map.target() < 0
        ? title
        : title + ": why " + map.label().map(Shown::name).orElse("output " + map.target()) + "?";
  }

  private static boolean isTable(Attribution map, InputView first) {
    return first instanceof InputView.Row
        || (first instanceof InputView.Numbers && map.shape().numDimensions() <= 2);
  }

  private Display one(Attribution map, InputView view) {
    Display display = options.settings(Display.of(map, view));
    if (options.choosesKind()) {
      return options.of(display);
    }
    // of a photograph there is a picture of both already
    return view instanceof InputView.Photograph && map.shape().numDimensions() >= 2
        ? display.kind(DisplayKind.SIDE_BY_SIDE)
        : display;
  }
}
