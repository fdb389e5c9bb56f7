package io.github.tfsaliency.record;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.UnsignedLong;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Records in which everything is there, or nothing that may be missing. */
final class SomeRecord {
  static final String SUM = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);

  private SomeRecord() {}

  static ExplanationRecord full() {
    return new ExplanationRecord(
        new Circumstances(
            "tf-saliency",
            ImmutableMap.of("tf-saliency", "1.0.0", "TensorFlow", "2.18.0", "Java", "17.0.1"),
            3,
            2,
            Optional.of(true),
            2,
            1L << 40),
        new ModelSums(
            Optional.of(
                ImmutableMap.of(
                    "saved_model_checksum",
                    UnsignedLong.MAX_VALUE,
                    "checkpoint_hash",
                    UnsignedLong.ZERO)),
            SUM,
            ImmutableSortedMap.of("variables.index", SUM, "a/b", OTHER)),
        new ModelChoices(
            "serving_default",
            ImmutableSet.of("serve", "gpu"),
            Optional.of("image"),
            Optional.of("logits"),
            "model/dense/BiasAdd",
            true,
            ImmutableSortedMap.of("training", "false"),
            ImmutableSortedMap.of("metadata", OTHER),
            Optional.of(PixelEncoding.caffe()),
            Optional.of(SUM)),
        new InputSums(ImmutableMap.of("image", SUM), Optional.of(PixelEncoding.torch())),
        ImmutableList.of(
            new ExplainedTarget(
                "label:\"5\"\n",
                5,
                Optional.of("ein Wört, \u202e"),
                -1.5e-7,
                OptionalDouble.of(0.25),
                OptionalDouble.of(1e-30)),
            new ExplainedTarget(
                "mask:file=m.png,class=1",
                -1,
                Optional.empty(),
                Float.MAX_VALUE,
                OptionalDouble.empty(),
                OptionalDouble.empty())),
        "smooth-grad:samples=3",
        OptionalLong.of(Long.MIN_VALUE),
        true,
        ImmutableMap.of("m.png", OTHER),
        ImmutableList.of("One.", "Two."),
        new ExplanationRecord.MapSum("image", SUM, "m.smooth-grad_samples=3.npy"));
  }

  static ExplanationRecord bare() {
    return new ExplanationRecord(
        new Circumstances("tf-saliency", ImmutableMap.of(), 1, 1, Optional.empty(), 1, 1),
        new ModelSums(Optional.empty(), SUM, ImmutableSortedMap.of()),
        new ModelChoices(
            "",
            ImmutableSet.of(),
            Optional.empty(),
            Optional.empty(),
            "y",
            false,
            ImmutableSortedMap.of(),
            ImmutableSortedMap.of(),
            Optional.empty(),
            Optional.empty()),
        new InputSums(ImmutableMap.of(), Optional.empty()),
        ImmutableList.of(
            new ExplainedTarget(
                "top", 0, Optional.empty(), 0, OptionalDouble.empty(), OptionalDouble.empty())),
        "gradient",
        OptionalLong.empty(),
        false,
        ImmutableMap.of(),
        ImmutableList.of(),
        new ExplanationRecord.MapSum("x", SUM, ""));
  }
}
