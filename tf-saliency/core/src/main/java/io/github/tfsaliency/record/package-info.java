/**
 * Records of explanations: the map, the method, the software and the files. With a record other
 * people can compute the map again and compare. {@link io.github.tfsaliency.Recorder} makes them.
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
 * <p>A record consists of plain values. Its text may come from an untrusted source, and is checked
 * when it is read.
 */
@NullMarked
package io.github.tfsaliency.record;

import org.jspecify.annotations.NullMarked;
