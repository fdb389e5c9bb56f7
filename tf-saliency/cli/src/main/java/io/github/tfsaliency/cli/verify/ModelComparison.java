package io.github.tfsaliency.cli.verify;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multiset;
import com.google.common.primitives.UnsignedLong;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.ModelSums;
import java.util.Map;

/**
 * Compares the files of a model with those of a record.
 *
 * @param now the model's
 */
record ModelComparison(ModelSums now) {
  /** TensorFlow's number of the checkpoint; the others are of the graph. */
  private static final String CHECKPOINT = "checkpoint_hash";

  void compare(ModelSums recorded, Findings findings) {
    if (!now.savedModel().equals(recorded.savedModel())) {
      findings.differs(
          Subject.MODEL,
          Message.of(
              "saved_model.pb has the SHA-256 %s, in the record %s",
              now.savedModel(), recorded.savedModel()));
    }
    compareFingerprints(recorded, findings);
    compareVariables(recorded.variables(), findings);
    findings.agrees(Subject.MODEL);
    findings.agrees(Subject.WEIGHTS);
  }

  private void compareFingerprints(ModelSums recorded, Findings findings) {
    if (now.fingerprint().isPresent() != recorded.fingerprint().isPresent()) {
      findings.differs(
          Subject.MODEL,
          now.fingerprint().isPresent()
              ? "fingerprint.pb is there, but the record has no numbers of it"
              : "fingerprint.pb is not there, but the record has its numbers");
      return;
    }
    ImmutableMap<String, UnsignedLong> ours = now.fingerprint().orElse(ImmutableMap.of());
    ImmutableMap<String, UnsignedLong> theirs = recorded.fingerprint().orElse(ImmutableMap.of());
    ours.forEach(
        (name, number) -> {
          if (!number.equals(theirs.get(name))) {
            findings.differs(
                name.equals(CHECKPOINT) ? Subject.WEIGHTS : Subject.MODEL,
                Message.of(
                    "%s in fingerprint.pb is %s, in the record %s",
                    name, number, theirs.get(name)));
          }
        });
    for (String name : theirs.keySet()) {
      if (!ours.containsKey(name)) {
        findings.differs(
            Subject.MODEL, Message.of("fingerprint.pb has no '%s', but the record has", name));
      }
    }
  }

  /** By their sums, as names do not count; a difference is named by them all the same. */
  private void compareVariables(Map<String, String> recorded, Findings findings) {
    Multiset<String> left = HashMultiset.create(now.variables().values());
    boolean isComplete = true;
    for (Map.Entry<String, String> file : recorded.entrySet()) {
      if (!left.remove(file.getValue())) {
        isComplete = false;
        String sum = now.variables().get(file.getKey());
        findings.differs(
            Subject.WEIGHTS,
            sum == null
                ? Message.of("no file under variables has the SHA-256 of '%s'", file.getKey())
                : Message.of(
                    "variables/%s has the SHA-256 %s, in the record %s",
                    file.getKey(), sum, file.getValue()));
      }
    }
    if (isComplete && !left.isEmpty()) {
      now.variables()
          .forEach(
              (name, sum) -> {
                if (left.contains(sum)) {
                  findings.differs(
                      Subject.WEIGHTS, Message.of("variables/%s is not in the record", name));
                }
              });
    }
  }
}
