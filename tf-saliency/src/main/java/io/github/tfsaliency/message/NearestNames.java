package io.github.tfsaliency.message;

import com.google.common.base.Ascii;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests what a misspelt name may have meant. */
public final class NearestNames {
  private static final int SUGGESTIONS = 5;

  private NearestNames() {}

  /**
   * The candidates closest to a name, ignoring case, each in single quotes: those that contain it,
   * or its last part, come first, then by edit distance.
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
    String lower = Ascii.toLowerCase(name);
    String part = lower.substring(lower.lastIndexOf('/') + 1);
    Comparator<String> byDistance =
        Comparator.comparingInt(candidate -> distance.apply(lower, Ascii.toLowerCase(candidate)));
    return candidates.stream()
        .distinct()
        .sorted(
            Comparator.comparing((String candidate) -> !Ascii.toLowerCase(candidate).contains(part))
                .thenComparing(byDistance)
                .thenComparing(Comparator.naturalOrder()))
        .limit(SUGGESTIONS)
        .map(candidate -> "'" + candidate + "'")
        .collect(Collectors.joining(", "));
  }
}
