package io.github.tfsaliency.graph.savedmodel;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.CheckpointKey;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TString;

/**
 * Fills a graph's variables from a SavedModel's checkpoint by ops of its own: those that the file
 * brings along are never run.
 */
public final class RestoredVariables {
  private final Ops tf;
  private static final String CHECKPOINT = "variables/variables";

  private final ModelFolder folder;
  private final ImmutableMap<String, NodeDef> nodes;
  private final ImmutableMap<String, CheckpointKey> variables;
  private final Output<?> checkpointPrefix;
  private final List<Operation> assignments = new ArrayList<>();
  private final Map<String, Output<?>> finite = new LinkedHashMap<>();

  private RestoredVariables(
      Ops tf,
      ModelFolder folder,
      ImmutableMap<String, NodeDef> nodes,
      ImmutableMap<String, CheckpointKey> variables) {
    this.tf = tf;
    this.folder = folder;
    this.nodes = nodes;
    this.variables = variables;
    checkpointPrefix = add("Placeholder").setAttr("dtype", DataType.DT_STRING).build().output(0);
  }

  /**
   * Adds what restores the variables.
   *
   * @param graph has the variables' nodes
   * @param tf the scope for what is added to it
   * @param folder the SavedModel's
   * @param nodes that make the variables, and perhaps others, by name
   * @param variables where each variable is to be restored from, by its node's name
   * @return what restores them, once
   */
  public static RestoredVariables in(
      Graph graph,
      Ops tf,
      ModelFolder folder,
      ImmutableMap<String, NodeDef> nodes,
      ImmutableMap<String, CheckpointKey> variables) {
    RestoredVariables restored = new RestoredVariables(tf, folder, nodes, variables);
    if (!variables.isEmpty()) {
      restored.addTo(graph);
    }
    return restored;
  }

  private void addTo(Graph graph) {
    List<String> names = variables.keySet().asList();
    DataType[] types =
        names.stream()
            .map(name -> node(name).getAttrOrThrow("dtype").getType())
            .toArray(DataType[]::new);
    Operation restore =
        add("RestoreV2")
            .addInput(checkpointPrefix)
            .addInput(strings(variables.values().stream().map(CheckpointKey::tensorName).toList()))
            .addInput(strings(variables.values().stream().map(CheckpointKey::slice).toList()))
            .setAttr("dtypes", types)
            .build();
    for (int i = 0; i < types.length; i++) {
      Output<?> handle = graph.operationOrThrow(names.get(i)).output(0);
      assignments.add(
          add("AssignVariableOp")
              .addInput(handle)
              .addInput(restore.output(i))
              .setAttr("dtype", types[i])
              .build());
      if (NodeOutputs.isFloating(types[i])) {
        finite.put(
            node(names.get(i)).getAttrOrThrow("shared_name").getS().toStringUtf8(),
            isFinite(handle, types[i]));
      }
    }
  }

  /**
   * Reads the checkpoint, once its index has been checked.
   *
   * @param session of the graph
   * @throws UnsupportedModelException if the checkpoint is missing or does not hold the variables
   *     as the graph declares them
   * @throws NonFiniteValueException if a weight is NaN or infinite
   */
  public void run(Session session) {
    if (assignments.isEmpty()) {
      return;
    }
    requireCheckpoint();
    String prefix = CheckpointIndex.check(folder, CHECKPOINT, nodes, variables);
    try (TString name = TString.scalarOf(prefix)) {
      Session.Runner runner = session.runner().feed(checkpointPrefix, name);
      assignments.forEach(runner::addTarget);
      runner.run().close();
    }
    requireFinite(session);
  }

  private void requireCheckpoint() {
    String file = CHECKPOINT + ".index";
    if (folder.find(file).isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' has no file '%s', so its weights are missing.\n"
                  + "Maybe copy the whole folder, with its subfolder 'variables'.",
              folder.directory(), file));
    }
  }

  private void requireFinite(Session session) {
    if (finite.isEmpty()) {
      return;
    }
    Session.Runner runner = session.runner();
    finite.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      int index = 0;
      for (String variable : finite.keySet()) {
        if (!((TBool) result.get(index++)).getBoolean()) {
          throw new NonFiniteValueException(
              Message.of(
                  "The variable '%s' of the SavedModel '%s' contains NaN or infinity.\n"
                      + "Maybe the training diverged: export a checkpoint from before that.",
                  variable, folder.directory()));
        }
      }
    }
  }

  private Output<?> isFinite(Output<?> variable, DataType type) {
    Output<?> value =
        add("ReadVariableOp").addInput(variable).setAttr("dtype", type).build().output(0);
    Output<?> elements = add("IsFinite").addInput(value).build().output(0);
    Output<?> flat =
        add("Reshape").addInput(elements).addInput(tf.array(-1).asOutput()).build().output(0);
    return add("All").addInput(flat).addInput(tf.constant(0).asOutput()).build().output(0);
  }

  private NodeDef node(String name) {
    return requireNonNull(nodes.get(name), name);
  }

  private Output<?> strings(List<String> values) {
    return tf.array(values.toArray(String[]::new)).asOutput();
  }

  private OperationBuilder add(String op) {
    return tf.scope().opBuilder(op, op);
  }
}
