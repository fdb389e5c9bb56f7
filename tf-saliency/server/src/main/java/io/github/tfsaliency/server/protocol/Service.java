package io.github.tfsaliency.server.protocol;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.server.model.ServedModels;
import io.github.tfsaliency.server.work.WorkQueue;

/**
 * The services that both protocols use.
 *
 * @param models by name
 * @param queue computes
 * @param methods the first is taken where a request names none
 * @param pictures decodes
 */
public record Service(
    ServedModels models,
    WorkQueue queue,
    ImmutableList<MethodSpec> methods,
    PictureReader pictures) {
  /** The method of a request that names none. */
  public AttributionMethod method() {
    return methods.get(0).method();
  }
}
