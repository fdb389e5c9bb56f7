package io.github.tfsaliency.engine;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.check.OutputRows;
import io.github.tfsaliency.graph.check.StaticShapes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Of a model that was made for any size, each new one is looked at before it is run. */
final class CheckedShapes {
  private static final int MAX_SHAPES = 1000;

  private final InferenceGraph model;
  private final boolean differ;
  private final Set<ImmutableMap<String, Shape>> checked = ConcurrentHashMap.newKeySet();

  /** Known of a model as it was loaded, which may have more rows than samples. */
  private final Optional<OutputRows> rows;

  CheckedShapes(InferenceGraph model, Optional<OutputRows> rows) {
    this.model = model;
    this.rows = rows;
    differ = StaticShapes.needsCheck(model);
  }

  /**
   * Looks at the shapes of a batch, and at the rows of the output.
   *
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model does not bear them, or
   *     has another number of rows than samples
   */
  void require(Batch batch) {
    rows.ifPresent(each -> each.require(model));
    requireBorne(batch);
  }

  /**
   * Looks at the shapes of a batch, once.
   *
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model does not bear them
   */
  void requireBorne(Batch batch) {
    if (!differ) {
      return;
    }
    ImmutableMap<String, Shape> shapes =
        ImmutableMap.copyOf(
            Maps.transformValues(InnerInputs.given(batch).inputs(), FloatNdArray::shape));
    if (!checked.contains(shapes)) {
      StaticShapes.check(model, shapes);
      if (checked.size() >= MAX_SHAPES) {
        checked.clear();
      }
      checked.add(shapes);
    }
  }
}
