/**
 * Records of explanations: what was computed, by what, of which files, so that somebody else can
 * compute it again and compare. {@link io.github.tfsaliency.Recorder} makes them.
 *
 * <pre>{@code
 * Recorder recorder = Recorder.of(model);
 * InputSums input = new InputSums(ImmutableMap.of("image", Sha256.of(file)), model.encoding());
 * Attribution map = saliency.compute(values);
 * ExplanationRecord record =
 *     recorder.record(saliency, input, map, model.probabilities(values), "image", "");
 * String json = RecordJson.toJson(record);
 * }</pre>
 *
 * <p>A record is made of plain values, and read with care: its text may come from anywhere.
 */
@NullMarked
package io.github.tfsaliency.record;

import org.jspecify.annotations.NullMarked;
