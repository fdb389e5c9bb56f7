package io.github.tfsaliency.graph.savedmodel;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.message.Shown;
import java.util.Map;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** The tensors that a signature names. */
public final class SignatureTensors {
  private SignatureTensors() {}

  /**
   * Those of inputs and outputs, sparse and composite ones in all their parts.
   *
   * @param signature its inputs and outputs
   * @return their names
   */
  public static ImmutableSet<String> of(SignatureDef signature) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    add(signature.getInputsMap(), names);
    add(signature.getOutputsMap(), names);
    return names.build();
  }

  /**
   * A signature as what asks for nodes.
   *
   * @param name its key
   * @param signature its inputs and outputs
   * @return what messages call by its name
   */
  public static ReachableNodes.Root root(String name, SignatureDef signature) {
    return new ReachableNodes.Root("signature '" + Shown.name(name) + "'", of(signature));
  }

  private static void add(Map<String, TensorInfo> infos, ImmutableSet.Builder<String> names) {
    infos.values().forEach(info -> add(info, names));
  }

  private static void add(TensorInfo info, ImmutableSet.Builder<String> names) {
    switch (info.getEncodingCase()) {
      case NAME -> names.add(info.getName());
      case COO_SPARSE ->
          names.add(
              info.getCooSparse().getValuesTensorName(),
              info.getCooSparse().getIndicesTensorName(),
              info.getCooSparse().getDenseShapeTensorName());
      case COMPOSITE_TENSOR ->
          info.getCompositeTensor().getComponentsList().forEach(part -> add(part, names));
      case ENCODING_NOT_SET -> {}
    }
  }
}
