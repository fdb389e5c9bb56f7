package io.github.tfsaliency.export;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.graph.savedmodel.ExplainProgram;
import io.github.tfsaliency.graph.savedmodel.ExplainSignature;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.RestoredTables;
import io.github.tfsaliency.graph.savedmodel.RestoredVariables;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.opgradient.GraphOps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Runs the signature {@code explain} of a SavedModel: its nodes alone, once they have been checked,
 * with the weights restored by ops of our own. It is loaded when it is first called.
 */
public final class ExplainSession implements AutoCloseable {
  private final ExplainProgram program;
  private final ConfigProto options;
  private final SignatureDef signature;
  private final Map<String, Operand<TFloat32>> fed = new HashMap<>();
  private final Map<String, Operand<?>> cast = new HashMap<>();
  private @Nullable Graph graph;
  private @Nullable Session session;
  private int users;
  private boolean closed;

  private ExplainSession(ExplainProgram program, ConfigProto options) {
    this.program = program;
    this.options = options;
    signature = program.signature();
  }

  /**
   * Looks for the signature.
   *
   * @param selection which SavedModel
   * @param options threads and devices
   * @return empty if it is not explained
   * @throws SaliencyException if the SavedModel cannot be read, or the signature would run what it
   *     must not
   */
  public static Optional<ExplainSession> in(ModelSelection selection, ConfigProto options) {
    return ExplainProgram.read(selection).map(program -> new ExplainSession(program, options));
  }

  /**
   * Inputs that fit.
   *
   * @param inputs {@code [N, ...]} by name
   * @param count N
   * @param single whether there was no batch dimension
   */
  public record Samples(ImmutableMap<String, FloatNdArray> inputs, int count, boolean single) {}

  /**
   * What the signature gave.
   *
   * @param maps {@code [N, ...]} by the output's name
   * @param targets that were explained
   * @param scores of these
   */
  public record Explained(
      ImmutableMap<String, FloatNdArray> maps,
      ImmutableLongArray targets,
      ImmutableDoubleArray scores) {}

  /**
   * The inputs that are fed, beside the target and the seed.
   *
   * @return their names, sorted
   */
  public ImmutableList<String> inputNames() {
    return ImmutableSortedMap.copyOf(signature.getInputsMap()).keySet().stream()
        .filter(name -> !name.equals(ExplainSignature.TARGET))
        .filter(name -> !name.equals(ExplainSignature.SEED))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether the export says what is explained, rather than its input.
   *
   * @return true if there is no input for targets
   */
  public boolean isFixed() {
    return !signature.containsInputs(ExplainSignature.TARGET);
  }

  /**
   * Adds the batch dimension where it is missing.
   *
   * @param inputs by name
   * @return batches
   * @throws IllegalArgumentException if names or numbers of samples are wrong
   */
  public Samples samples(Map<String, FloatNdArray> inputs) {
    checkArgument(
        inputs.keySet().equals(ImmutableSet.copyOf(inputNames())),
        "The explanation takes the inputs %s, not %s.",
        inputNames(),
        inputs.keySet());
    ImmutableMap.Builder<String, FloatNdArray> batches = ImmutableMap.builder();
    boolean single = false;
    long count = 1;
    for (String name : inputNames()) {
      FloatNdArray given = requireNonNull(inputs.get(name));
      TensorInfo info = signature.getInputsOrThrow(name);
      boolean without =
          !info.getTensorShape().getUnknownRank()
              && given.rank() == info.getTensorShape().getDimCount() - 1;
      single |= without;
      FloatNdArray batch =
          without ? NdArrays.ofFloats(Shape.of(1).append(given.shape())).set(given, 0) : given;
      count = batch.rank() == 0 ? count : batch.shape().get(0);
      batches.put(name, batch);
    }
    return new Samples(batches.buildOrThrow(), Math.toIntExact(count), single);
  }

  /**
   * Calls the signature.
   *
   * @param samples its inputs
   * @param targets a class index for each sample, or -1
   * @param seed of noise, if any is drawn
   * @return its outputs
   * @throws IllegalStateException if the session is closed
   * @throws SaliencyException if TensorFlow cannot load or compute it
   */
  public Explained run(Samples samples, ImmutableLongArray targets, long seed) {
    Session running = open();
    List<Tensor> tensors = new ArrayList<>();
    try {
      Session.Runner runner = running.runner();
      samples
          .inputs()
          .forEach((name, values) -> feed(runner, name, tensor(running, name, values, tensors)));
      if (!isFixed()) {
        feed(runner, ExplainSignature.TARGET, kept(tensors, TInt64.vectorOf(targets.toArray())));
      }
      if (signature.containsInputs(ExplainSignature.SEED)) {
        feed(runner, ExplainSignature.SEED, kept(tensors, TInt64.scalarOf(seed)));
      }
      ImmutableList<String> outputs =
          signature.getOutputsMap().keySet().stream()
              .sorted()
              .collect(ImmutableList.toImmutableList());
      outputs.forEach(name -> runner.fetch(signature.getOutputsOrThrow(name).getName()));
      try (Result result = runner.run()) {
        return read(outputs, result);
      }
    } catch (TensorFlowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new SaliencyException(
          Message.of(
              "TensorFlow could not compute the explanation in '%s': %s",
              program.folder().directory(), Message.reason(e)),
          e);
    } finally {
      tensors.forEach(Tensor::close);
      letGo();
    }
  }

  private static Explained read(ImmutableList<String> outputs, Result result) {
    ImmutableMap.Builder<String, FloatNdArray> maps = ImmutableMap.builder();
    ImmutableLongArray.Builder targets = ImmutableLongArray.builder();
    ImmutableDoubleArray.Builder scores = ImmutableDoubleArray.builder();
    for (int i = 0; i < outputs.size(); i++) {
      String name = outputs.get(i);
      if (name.equals(ExplainSignature.TARGET)) {
        ((TInt64) result.get(i)).scalars().forEach(value -> targets.add(value.getLong()));
      } else if (name.equals(ExplainSignature.SCORE)) {
        ((TFloat32) result.get(i)).scalars().forEach(value -> scores.add(value.getFloat()));
      } else {
        FloatNdArray copy = NdArrays.ofFloats(result.get(i).shape());
        ((TFloat32) result.get(i)).copyTo(copy);
        maps.put(name, copy);
      }
    }
    return new Explained(maps.buildOrThrow(), targets.build(), scores.build());
  }

  private void feed(Session.Runner runner, String input, Tensor tensor) {
    runner.feed(signature.getInputsOrThrow(input).getName(), tensor);
  }

  private static Tensor kept(List<Tensor> tensors, Tensor tensor) {
    tensors.add(tensor);
    return tensor;
  }

  /** Floats become what the signature takes by an op beside the model's. */
  private Tensor tensor(Session running, String name, FloatNdArray values, List<Tensor> tensors) {
    Tensor floats = kept(tensors, TFloat32.tensorOf(values.shape(), values::copyTo));
    if (signature.getInputsOrThrow(name).getDtype() == DataType.DT_FLOAT) {
      return floats;
    }
    // The tensor outlives its result only by a reference of its own.
    Result result =
        running
            .runner()
            .feed(requireNonNull(fed.get(name)), floats)
            .fetch(requireNonNull(cast.get(name)))
            .run();
    return kept(tensors, result.get(0));
  }

  private synchronized Session open() {
    checkState(
        !closed,
        "The model '%s' is closed.\nMaybe compute inside the try block that loads it.",
        program.folder().directory());
    if (session == null) {
      try {
        session = load();
      } catch (TensorFlowException
          | IllegalArgumentException
          | UnsupportedOperationException
          | IndexOutOfBoundsException e) {
        release();
        throw new SaliencyException(
            Message.of(
                "TensorFlow cannot load the explanation in '%s': %s",
                program.folder().directory(), Message.reason(e)),
            e);
      } catch (RuntimeException e) {
        release();
        throw e;
      }
    }
    users++;
    return session;
  }

  private synchronized void letGo() {
    users--;
    releaseWhenIdle();
  }

  private Session load() {
    graph = new Graph();
    graph.importGraphDef(program.graph());
    Ops tf = GraphOps.of(graph);
    RestoredVariables variables =
        RestoredVariables.in(
            graph,
            tf.withSubScope("explanation_restored"),
            program.folder(),
            program.nodes(),
            program.variables());
    RestoredTables tables =
        RestoredTables.in(
            graph, tf.withSubScope("explanation_filled"), program.folder(), program.tables());
    for (String name : inputNames()) {
      Operand<TFloat32> placeholder =
          tf.withSubScope("explanation_fed").placeholder(TFloat32.class);
      fed.put(name, placeholder);
      cast.put(
          name,
          Casts.to(
              tf.withSubScope("explanation_fed"),
              placeholder,
              signature.getInputsOrThrow(name).getDtype()));
    }
    session = new Session(graph, options);
    variables.run(session);
    tables.run(session);
    return session;
  }

  /** Takes no new calls, and frees the session when the last one has ended. */
  @Override
  public synchronized void close() {
    closed = true;
    releaseWhenIdle();
  }

  private void releaseWhenIdle() {
    if (closed && users == 0) {
      release();
    }
  }

  /** The session first: closing a graph waits for its sessions. */
  private void release() {
    try {
      if (session != null) {
        session.close();
      }
    } finally {
      session = null;
      if (graph != null) {
        graph.close();
        graph = null;
      }
    }
  }
}
