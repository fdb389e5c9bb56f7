package io.github.tfsaliency.message;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests what a misspelt name may have meant. */
public final class NearestNames {
  private static final int SUGGESTIONS = 5;

  private NearestNames() {}

  /**
   * The candidates closest to a name by edit distance, ignoring case, each in single quotes.
   *
   * @param name the name that was not found
   * @param candidates the names that exist
   * @return at most five names, nearest first, joined by commas; "none" if there are no candidates
   */
  public static String of(String name, Collection<String> candidates) {
    if (candidates.isEmpty()) {
      return "none";
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String lower = name.toLowerCase(Locale.ROOT);
    Comparator<String> byDistance =
        Comparator.comparingInt(
            candidate -> distance.apply(lower, candidate.toLowerCase(Locale.ROOT)));
    return candidates.stream()
        .distinct()
        .sorted(byDistance.thenComparing(Comparator.naturalOrder()))
        .limit(SUGGESTIONS)
        .map(candidate -> "'" + candidate + "'")
        .collect(Collectors.joining(", "));
  }
}
