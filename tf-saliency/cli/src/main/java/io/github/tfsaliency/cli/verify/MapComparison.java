package io.github.tfsaliency.cli.verify;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.sample.PixelView;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.Sha256;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Compares a map with the one that a record has the sum of.
 *
 * @param now what was computed
 * @param files where the old map may be
 */
record MapComparison(Attribution now, KnownFiles files) {
  void compare(ExplanationRecord recorded, Findings findings) {
    String sum = Sha256.ofNpy(now);
    String old = recorded.map().sha256();
    if (sum.equals(old)) {
      findings.agrees(Subject.MAP, "bit for bit");
      return;
    }
    Optional<Path> file = files.find(old);
    if (file.isEmpty()) {
      findings.differs(
          Subject.MAP,
          Message.of(
              "'%s' gives one of SHA-256 %s; the record has %s, and no file with that SHA-256 was"
                  + " found; --file can name one",
              recorded.method(), sum, old));
      return;
    }
    FloatNdArray values;
    try {
      values = Npy.read(file.get());
    } catch (SaliencyException e) {
      findings.differs(
          Subject.MAP, Message.of("the file of the old one is none: %s", Message.reason(e)));
      return;
    }
    compare(values, recorded, findings);
  }

  private void compare(FloatNdArray old, ExplanationRecord recorded, Findings findings) {
    if (!old.shape().equals(now.values().shape())) {
      findings.differs(
          Subject.MAP,
          Message.of(
              "'%s' gives one of shape %s, the old one has %s",
              recorded.method(), now.values().shape(), old.shape()));
      return;
    }
    double error = error(PixelView.floats(now.values()), PixelView.floats(old));
    if (Tolerance.allowsOfMap(error)) {
      findings.agrees(Subject.MAP, Message.of("error %.1e of the largest value", error));
    } else {
      findings.differs(
          Subject.MAP,
          Message.of(
              "'%s' gives a map that differs by %.1e of the old map's largest value",
              recorded.method(), error));
    }
  }

  /** The largest error as a share of the largest value; not a number if a value is none. */
  private static double error(float[] now, float[] old) {
    double error = 0;
    double largest = 0;
    for (int i = 0; i < now.length; i++) {
      double difference = Math.abs((double) now[i] - old[i]);
      error = Math.max(error, difference);
      largest = Math.max(largest, Math.abs((double) old[i]));
    }
    return error == 0 ? 0 : error / largest;
  }
}
