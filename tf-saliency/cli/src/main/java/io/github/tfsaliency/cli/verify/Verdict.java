package io.github.tfsaliency.cli.verify;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.github.tfsaliency.cli.verify.Findings.Difference;
import io.github.tfsaliency.message.Message;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The findings about all entries of a record. */
final class Verdict {
  private final int entries;

  /** By the number of the entry, from 1; 0 is the whole record. */
  private final SetMultimap<Difference, Integer> differences = LinkedHashMultimap.create();

  private final Map<Integer, Findings> found = new LinkedHashMap<>();

  Verdict(int entries) {
    this.entries = entries;
  }

  /** A difference of the whole record. */
  void addOfAll(Subject subject, String text) {
    differences.put(new Difference(subject, text), 0);
  }

  /** What was found of an entry, counted from 0. */
  void add(int entry, Findings findings) {
    findings.differences().forEach(each -> differences.put(each, entry + 1));
    found.put(entry + 1, findings);
  }

  boolean isAgreed() {
    return differences.isEmpty();
  }

  /** A line for each, once for all entries that have it. */
  ImmutableList<String> differences() {
    return differences.asMap().entrySet().stream()
        .map(
            each ->
                Message.of(
                    "%s differs%s: %s.",
                    each.getKey().subject().toString(),
                    Message.part(where(each.getValue())),
                    Message.part(oneLine(each.getKey().text()))))
        .collect(toImmutableList());
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').replaceAll("\\.$", "");
  }

  /** A line for each thing that may be why something differs. */
  ImmutableList<String> notes() {
    return found.values().stream()
        .flatMap(findings -> findings.notes().stream())
        .distinct()
        .map(note -> Message.of("Note: %s.", Message.part(oneLine(note))))
        .collect(toImmutableList());
  }

  private String where(Collection<Integer> numbers) {
    if (entries == 1 || numbers.size() == entries || numbers.contains(0)) {
      return "";
    }
    return numbers.size() == 1
        ? Message.of(" in entry %s", Message.names(numbers))
        : Message.of(" in the entries %s", Message.names(numbers));
  }

  /** A line for each entry, and one for those that were not looked at. */
  ImmutableList<String> agreements() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    found.forEach(
        (number, findings) ->
            lines.add(
                entries == 1
                    ? Message.of("Agrees: %s.", findings.agreements())
                    : Message.of("Entry %s agrees: %s.", number, findings.agreements())));
    if (found.size() < entries) {
      lines.add(
          Message.of(
              "%s of %s entries are of other inputs, and were not verified.",
              entries - found.size(), entries));
    }
    return lines.build();
  }
}
