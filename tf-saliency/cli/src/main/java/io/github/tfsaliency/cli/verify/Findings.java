package io.github.tfsaliency.cli.verify;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The findings about one entry of a record. */
final class Findings {
  /**
   * Something that is another than the record says.
   *
   * @param subject what it is
   * @param text a sentence without its end
   */
  record Difference(Subject subject, String text) {}

  private final Map<Subject, String> agreements = new EnumMap<>(Subject.class);
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  void differs(Subject subject, String text) {
    differences.add(new Difference(subject, text));
  }

  /** Unless something else was found of the same subject. */
  void agrees(Subject subject) {
    agrees(subject, "");
  }

  /** The same, and to what error; empty for things that agree or do not. */
  void agrees(Subject subject, String error) {
    agreements.put(subject, error);
  }

  /** Says what may be why something differs. */
  void notes(String text) {
    notes.add(text);
  }

  /** What may be why something differs; empty if nothing does. */
  ImmutableList<String> notes() {
    return differences.isEmpty() ? ImmutableList.of() : ImmutableList.copyOf(notes);
  }

  boolean has(Subject subject) {
    return differences.stream().anyMatch(difference -> difference.subject() == subject);
  }

  ImmutableList<Difference> differences() {
    return ImmutableList.copyOf(differences);
  }

  /** What agrees, with errors in brackets. */
  Message.Part agreements() {
    Set<Subject> differing = Set.copyOf(differences.stream().map(Difference::subject).toList());
    Stream<String> texts =
        agreements.entrySet().stream()
            .filter(each -> !differing.contains(each.getKey()))
            .map(
                each ->
                    each.getValue().isEmpty()
                        ? each.getKey().toString()
                        : each.getKey() + " (" + each.getValue() + ")");
    ImmutableList<String> all = texts.collect(toImmutableList());
    return Message.part(all.isEmpty() ? "nothing" : String.join(", ", all));
  }
}
