package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.looks.LooksResults;
import java.time.Duration;
import org.tensorflow.TensorFlow;

/**
 * The report as one HTML file: its chapters, and what stands around them.
 *
 * @param study what was asked
 * @param results what the photographs gave
 * @param sweep what the garments gave
 * @param looks what maps of garments look like, and whether they can be trusted
 * @param chapters pieces of HTML
 * @param duration how long the analysis took
 */
record ReportPage(
    Study study,
    BiasResults results,
    SweepResults sweep,
    LooksResults looks,
    ImmutableList<String> chapters,
    Duration duration) {
  String render() {
    return Page.render("bias-analysis.jte", this);
  }

  /** The picture that the page opens with. */
  Opening opening() {
    return Opening.of(results);
  }

  /** What the figures say of gradients. */
  Verdict verdict() {
    return Verdict.of(results);
  }

  /** What they say of layer-wise relevance propagation. */
  LrpVerdict lrp() {
    return LrpVerdict.of(results);
  }

  /** What would have spoken against the claim. */
  ImmutableList<Falsifier> falsifiers() {
    return Falsifier.of(results, sweep, looks);
  }

  ImmutableList<ComparedMethod> methods() {
    return ComparedMethod.ALL;
  }

  ImmutableList<Encoding> encodings() {
    return Encoding.COMPARED;
  }

  String tensorFlowVersion() {
    return TensorFlow.version();
  }
}
