package io.github.tfsaliency.display;

import com.google.common.base.Ascii;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.display.plot.Numbers;
import io.github.tfsaliency.message.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The texts above and below a display.
 *
 * @param facts the method, the target and its score
 */
record Heading(String title, Optional<String> facts, ImmutableList<String> warnings) {
  /** The method's name in maps of {@link Attribution#of(org.tensorflow.ndarray.FloatNdArray)}. */
  private static final String GIVEN = "given";

  private static final int LONGEST_METHOD = 80;
  private static final int MOST_WARNINGS = 3;

  static Heading of(Attribution map, Optional<String> title) {
    List<String> facts = new ArrayList<>();
    if (!map.method().equals(GIVEN)) {
      // A method that has many baselines would leave no room for the rest.
      facts.add(Shown.text(Ascii.truncate(map.method(), LONGEST_METHOD, "…")));
    }
    String usual = "What the decision depends on";
    if (map.sampleCount() == 1) {
      Optional<String> label = map.label().map(Shown::name);
      if (map.target() >= 0) {
        String target =
            label.map(name -> name + " (" + map.target() + ")").orElse("output " + map.target());
        facts.add("target: " + target);
        usual = "Why " + label.orElse("output " + map.target()) + "?";
      }
      if (Double.isFinite(map.score())) {
        facts.add("score: " + Numbers.text(map.score()));
      }
    } else {
      facts.add(Numbers.count(map.sampleCount()) + " samples");
    }
    return new Heading(
        Shown.text(title.orElse(usual)),
        facts.isEmpty() ? Optional.empty() : Optional.of(Joiner.on(" · ").join(facts)),
        map.warnings().stream()
            .limit(MOST_WARNINGS)
            .map(warning -> Shown.text(warning))
            .collect(ImmutableList.toImmutableList()));
  }
}
