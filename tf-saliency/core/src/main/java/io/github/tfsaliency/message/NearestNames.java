package io.github.tfsaliency.message;

import com.google.common.base.Ascii;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Suggests what a misspelt name may have meant. */
public final class NearestNames {
  private static final int SUGGESTIONS = 5;
  private static final int MOST_LISTED = 100;

  /** Distances take the product of the lengths, and the names come from a file. */
  private static final int COMPARED_LENGTH = 200;

  private static final int MOST_DISTANCES = 20_000;

  private NearestNames() {}

  /** A candidate and how far away it is: what contains the name comes first. */
  private record Ranked(String candidate, boolean other, int distance) {}

  /**
   * The candidates closest to a name, ignoring case, each in single quotes: those that contain it,
   * or its last part, come first, then by edit distance.
   *
   * @param name the name that was not found
   * @param candidates the names that exist
   * @return at most five names, nearest first, joined by commas; "none" if there are no candidates
   */
  public static Message.Part of(String name, Collection<String> candidates) {
    if (candidates.isEmpty()) {
      return Message.part("none");
    }
    String lower = Ascii.toLowerCase(start(name));
    String part = lower.substring(lower.lastIndexOf('/') + 1);
    boolean measured = !name.isEmpty() && candidates.size() <= MOST_DISTANCES;
    return Message.part(
        candidates.stream()
            .distinct()
            .map(
                candidate -> {
                  String start = Ascii.toLowerCase(start(candidate));
                  return new Ranked(
                      candidate,
                      !Ascii.toLowerCase(candidate).contains(part),
                      measured ? editDistance(lower, start) : candidate.length());
                })
            .sorted(
                Comparator.comparing(Ranked::other)
                    .thenComparing(Ranked::distance)
                    .thenComparing(Ranked::candidate))
            .limit(SUGGESTIONS)
            .map(ranked -> "'" + Shown.name(ranked.candidate()) + "'")
            .collect(Collectors.joining(", ")));
  }

  /**
   * Names that are to be chosen from, each in single quotes.
   *
   * @param candidates in the order in which they are listed
   * @return all of them, of more than a hundred the first and how many more there are; "none" if
   *     there are no candidates
   */
  public static Message.Part all(Collection<String> candidates) {
    if (candidates.isEmpty()) {
      return Message.part("none");
    }
    int more = candidates.size() - MOST_LISTED;
    return Message.part(
        candidates.stream()
                .limit(MOST_LISTED)
                .map(candidate -> "'" + Shown.name(candidate) + "'")
                .collect(Collectors.joining(", "))
            + (more > 0 ? ", and " + more + " more" : ""));
  }

  /** Levenshtein's: how many letters are to be added, removed or replaced at least. */
  private static int editDistance(String left, String right) {
    int[] row = new int[right.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length()];
  }

  private static String start(String name) {
    return name.length() <= COMPARED_LENGTH ? name : name.substring(0, COMPARED_LENGTH);
  }
}
