package io.github.tfsaliency.export;

import org.tensorflow.proto.NodeDef;

/**
 * What makes two VarHandleOp nodes the same variable.
 *
 * @param container empty for the model's own
 * @param name the shared name
 */
record VariableKey(String container, String name) {
  static final String HANDLE = "VarHandleOp";

  static VariableKey of(NodeDef handle) {
    return new VariableKey(
        handle.getAttrOrThrow("container").getS().toStringUtf8(),
        handle.getAttrOrThrow("shared_name").getS().toStringUtf8());
  }
}
