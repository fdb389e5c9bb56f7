package io.github.tfsaliency.export;

import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * The identity of a variable: two VarHandleOp nodes with equal keys are the same variable.
 *
 * @param container empty for the model's own
 * @param name the shared name
 */
record VariableKey(String container, String name) {
  static final String HANDLE = "VarHandleOp";

  static VariableKey of(NodeDef handle) {
    return new VariableKey(text(handle, "container"), text(handle, "shared_name"));
  }

  private static String text(NodeDef handle, String attribute) {
    return handle.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getS().toStringUtf8();
  }
}
