package io.github.tfsaliency.server.model;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.inspect.SignatureDescription;
import io.github.tfsaliency.inspect.TensorDescription;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The types of tensors in a SavedModel's signatures.
 *
 * @param signatures of the SavedModel
 */
public record TensorTypes(ImmutableList<SignatureDescription> signatures) {
  static TensorTypes of(ModelLoader loader) {
    return new TensorTypes(loader.signatures());
  }

  static TensorTypes none() {
    return new TensorTypes(ImmutableList.of());
  }

  /**
   * An input or output.
   *
   * @param signature its key
   * @param tensor its name in the signature
   * @return empty for a tensor that was named otherwise
   */
  public Optional<TensorDescription> find(String signature, String tensor) {
    return signatures.stream()
        .filter(each -> each.name().equals(signature))
        .flatMap(each -> Stream.concat(each.inputs().stream(), each.outputs().stream()))
        .filter(each -> each.name().equals(tensor))
        .findFirst();
  }
}
