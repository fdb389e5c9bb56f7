package io.github.tfsaliency;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.export.ExplanationExport;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;

/**
 * What a model was loaded from.
 *
 * @param chosen what was asked for, by the caller or by the model itself
 * @param encoding how the caller said that the SavedModel encodes pixels
 */
record ModelOrigin(ModelSelection chosen, Optional<PixelEncoding> encoding) {
  ExplanationExport export(Model model, AttributionMethod method) {
    return new ExplanationExport(
        model.engine(),
        model.graph(),
        chosen.tags(),
        leftOut ->
            ImmutableMap.of(
                ModelCard.PATH,
                ModelCard.exported(this, method, leftOut.contains(model.graph().signature()))));
  }
}
