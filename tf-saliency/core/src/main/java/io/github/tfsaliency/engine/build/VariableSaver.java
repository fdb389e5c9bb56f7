package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.opgradient.GraphOps;
import java.nio.file.Path;
import java.util.Arrays;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TString;

/** Writes variables of a session into a checkpoint; their values are not copied for it. */
public final class VariableSaver {
  private final Output<?> prefix;
  private final Operation save;

  /**
   * Adds what saves.
   *
   * @param handles VarHandleOp nodes by the checkpoint's keys
   */
  public VariableSaver(Graph graph, String scope, ImmutableMap<String, NodeDef> handles) {
    Ops tf = GraphOps.of(graph).withSubScope(scope);
    prefix = tf.placeholder(TString.class).asOutput();
    String[] slices = new String[handles.size()];
    Arrays.fill(slices, "");
    save =
        tf.scope()
            .opBuilder("SaveV2", "save")
            .addInput(prefix)
            .addInput(tf.array(handles.keySet().toArray(String[]::new)).asOutput())
            .addInput(tf.array(slices).asOutput())
            .addInputList(
                handles.values().stream().map(handle -> read(tf, handle)).toArray(Output[]::new))
            .build();
  }

  private static Output<?> read(Ops tf, NodeDef handle) {
    DataType type = handle.getAttrOrThrow("dtype").getType();
    Output<?> variable =
        tf.scope()
            .opBuilder("VarHandleOp", "variable")
            .setAttr("dtype", type)
            .setAttr("shape", ShapeProtos.read(handle.getAttrOrThrow("shape").getShape()))
            .setAttr("container", text(handle, "container"))
            .setAttr("shared_name", text(handle, "shared_name"))
            .build()
            .output(0);
    return tf.scope()
        .opBuilder("ReadVariableOp", "value")
        .addInput(variable)
        .setAttr("dtype", type)
        .build()
        .output(0);
  }

  private static String text(NodeDef handle, String attribute) {
    return handle.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getS().toStringUtf8();
  }

  public void save(Session session, Path files) {
    try (TString name = TString.scalarOf(files.toString())) {
      session.runner().feed(prefix, name).addTarget(save).run().close();
    } catch (TensorFlowException e) {
      throw new SaliencyException(
          Message.of("The checkpoint '%s' cannot be written: %s", files, Message.reason(e)), e);
    }
  }
}
