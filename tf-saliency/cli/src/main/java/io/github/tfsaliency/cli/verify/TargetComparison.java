package io.github.tfsaliency.cli.verify;

import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.ExplainedTarget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Compares what was explained with what a record says of it, sample by sample.
 *
 * @param now what was found
 * @param recorded as many
 */
record TargetComparison(List<ExplainedTarget> now, List<ExplainedTarget> recorded) {
  /** Whether two numbers are as good as the same. */
  private interface Agreement {
    boolean of(double now, double recorded, ExplainedTarget target);
  }

  void compare(Findings findings) {
    compareValues(Subject.TARGET, target -> Optional.of(target.index()), findings);
    if (!findings.has(Subject.LABEL)) {
      compareValues(Subject.LABEL, ExplainedTarget::label, findings);
    }
    compareNumbers(
        Subject.SCORE,
        target -> OptionalDouble.of(target.score()),
        (a, b, target) -> Tolerance.allows(a, b),
        findings);
    compareNumbers(
        Subject.PROBABILITY,
        ExplainedTarget::probability,
        (a, b, target) -> Tolerance.allows(a, b),
        findings);
    compareNumbers(
        Subject.GAP,
        ExplainedTarget::gap,
        (a, b, target) -> Tolerance.allowsOfGap(a, b, target.score()),
        findings);
  }

  private String sample(int index) {
    return now.size() == 1 ? "" : Message.of("sample %s: ", index);
  }

  private void compareValues(
      Subject subject, Function<ExplainedTarget, Optional<?>> value, Findings findings) {
    for (int i = 0; i < now.size(); i++) {
      Optional<?> ours = value.apply(now.get(i));
      Optional<?> theirs = value.apply(recorded.get(i));
      if (!ours.equals(theirs)) {
        findings.differs(
            subject,
            Message.of(
                "%s%s now, %s in the record", Message.part(sample(i)), text(ours), text(theirs)));
      }
    }
    findings.agrees(subject);
  }

  private void compareNumbers(
      Subject subject,
      Function<ExplainedTarget, OptionalDouble> number,
      Agreement agreement,
      Findings findings) {
    double error = 0;
    boolean isKnown = false;
    for (int i = 0; i < now.size(); i++) {
      OptionalDouble ours = number.apply(now.get(i));
      OptionalDouble theirs = number.apply(recorded.get(i));
      boolean areBoth = ours.isPresent() && theirs.isPresent();
      boolean agrees =
          areBoth
              ? agreement.of(ours.getAsDouble(), theirs.getAsDouble(), recorded.get(i))
              : ours.equals(theirs);
      if (!agrees) {
        findings.differs(
            subject,
            Message.of(
                "%s%s now, %s in the record", Message.part(sample(i)), text(ours), text(theirs)));
      } else if (ours.isPresent()) {
        isKnown = true;
        error = Math.max(error, Math.abs(ours.getAsDouble() - theirs.getAsDouble()));
      }
    }
    if (isKnown) {
      findings.agrees(subject, Message.of("error %.1e", error));
    }
  }

  private static Object text(Optional<?> value) {
    return value.isPresent() ? value.get() : Message.part("none");
  }

  private static String text(OptionalDouble number) {
    return number.isPresent() ? Double.toString(number.getAsDouble()) : "none";
  }
}
