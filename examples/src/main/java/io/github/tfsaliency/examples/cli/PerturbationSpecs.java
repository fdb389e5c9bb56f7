package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.cli.MethodList.Entry;
import io.github.tfsaliency.method.AttributionMethod;
import io.github.tfsaliency.method.Occlusion;

/** Methods that change the input and watch the score. */
final class PerturbationSpecs {
  static final ImmutableList<Entry> ENTRIES =
      ImmutableList.of(
          new Entry(
                  "occlusion",
                  "window=16,stride=8,baseline=0,channels=all|each",
                  "1 + windows",
                  PerturbationSpecs::occlusion)
              .shownAs("window=16,stride=16"));

  /** Which channels a window covers. */
  private enum Channels {
    ALL,
    EACH
  }

  private PerturbationSpecs() {}

  private static AttributionMethod occlusion(SpecOptions options) {
    int window = options.integer("window", Occlusion.DEFAULT_WINDOW);
    int stride = options.integer("stride", Math.max(1, window / 2));
    Occlusion method = Occlusion.of(window, stride).with(options.baseline());
    return options.choice("channels", Channels.class).orElse(Channels.ALL) == Channels.EACH
        ? method.ofEachChannel()
        : method;
  }
}
