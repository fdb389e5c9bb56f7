package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.CheckpointKey;
import io.github.tfsaliency.graph.FinalActivation;
import io.github.tfsaliency.graph.FloatsAhead;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.AllowedOps;
import io.github.tfsaliency.graph.check.NodeValidator;
import io.github.tfsaliency.graph.check.Ranks;
import io.github.tfsaliency.graph.check.TensorBudget;
import io.github.tfsaliency.graph.check.ValueSizes;
import io.github.tfsaliency.graph.inline.FlatGraph;
import io.github.tfsaliency.graph.inline.FunctionInliner;
import io.github.tfsaliency.graph.inline.GraphDraft;
import io.github.tfsaliency.graph.inline.GraphPath;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Turns a SavedModel's folder into an {@link InferenceGraph}. */
public final class SavedModelImporter {
  private static final String DEFAULT_SIGNATURE = "serving_default";
  private final ModelSelection selection;
  private final MetaGraphDef metaGraph;
  private final Logits logits;

  private SavedModelImporter(ModelSelection selection, MetaGraphDef metaGraph) {
    this.selection = selection;
    this.metaGraph = metaGraph;
    logits = new Logits(selection.probability());
  }

  /**
   * Reads, checks, chooses, inlines and prunes.
   *
   * @param selection what the user asked for
   * @return the graph from input to output
   * @throws UnsupportedModelException if the SavedModel is missing, broken or unsafe, if a name
   *     does not exist, or if several candidates exist and none was chosen
   */
  public static InferenceGraph read(ModelSelection selection) {
    MetaGraphDef metaGraph = SavedModelFile.read(selection.folder(), selection.tags());
    try {
      return new SavedModelImporter(selection, metaGraph).importGraph();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' is malformed: %s", selection.directory(), Message.reason(e)),
          e);
    } catch (StackOverflowError e) {
      throw new UnsupportedModelException(
          Message.of(
              "The graph of the SavedModel '%s' is too deep for the stack of this thread.\n"
                  + "Maybe load it in a thread with a larger one, with java -Xss.",
              selection.directory()),
          e);
    }
  }

  /**
   * The ways in which a SavedModel can be called.
   *
   * @param selection which SavedModel, and which graph of it
   * @return by name, without what TensorFlow keeps for itself
   * @throws UnsupportedModelException if the SavedModel is missing, broken or unsafe
   */
  public static ImmutableMap<String, SignatureDef> signatures(ModelSelection selection) {
    return ImmutableMap.copyOf(
        signatures(SavedModelFile.read(selection.folder(), selection.tags())));
  }

  private static Map<String, SignatureDef> signatures(MetaGraphDef metaGraph) {
    return Maps.filterEntries(
        metaGraph.getSignatureDefMap(),
        entry -> !entry.getKey().startsWith("__") && entry.getValue().getOutputsCount() > 0);
  }

  private InferenceGraph importGraph() {
    String signatureName = chooseSignature();
    SignatureDef signature = metaGraph.getSignatureDefOrThrow(signatureName);
    requireHarmless(signatureName, signature);
    FunctionInliner inliner = inline(signatureName, signature);
    GraphDraft draft = inliner.draft();
    FlatGraph flat = draft.flat();
    FixedInputs fixed = FixedInputs.of(selection.fixed(), signature.getInputsMap(), flat);
    Named output = chooseOutput(signature.getOutputsMap(), flat);
    Map<String, TensorInfo> given = fixed.others(signature.getInputsMap());
    ListedTexts texts = ListedTexts.of(selection.texts(), given);
    InputChoice inputs = texts.put(chooseInputs(given, texts, output, flat), draft);

    inputs.feed(draft);
    fixed.put(draft, inputs.fed());
    GraphPath graph = new GraphPath(inliner, selection.directory());
    TensorRef end = graph.visit(output.tensor());
    TensorRef visited = logits.ahead(end, output.tensor(), flat, graph);
    FinalActivation activation =
        end.equals(visited)
            ? logits.activation(output.tensor(), outputs(signature), flat)
            : Logits.activation(requireNonNull(graph.executable(end.node())));
    ImmutableMap<String, NodeDef> path = KeptUnits.of(graph.to(visited));
    ImmutableList<ModelInput> fed =
        inputs.fed().stream()
            .filter(input -> path.containsKey(input.tensor().node()))
            .collect(toImmutableList());
    ImmutableSet<String> placeholders =
        fed.stream().map(input -> input.tensor().node()).collect(toImmutableSet());
    boolean named =
        inputs.named().isEmpty() || path.containsKey(inputs.named().get().getValue().node());
    if (!named || fed.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The output '%s' does not depend on the input %s of signature '%s'.\n"
                  + "Maybe choose another output with Model.from(path).output(name).",
              output.name(),
              NearestNames.all(
                  inputs
                      .named()
                      .map(Map.Entry::getKey)
                      .map(List::of)
                      .orElseGet(() -> ImmutableList.copyOf(signature.getInputsMap().keySet()))),
              signatureName));
    }
    Optional<NodeDef> own =
        placeholders.contains(visited.node())
            ? Optional.of(passingOn(visited, requireNonNull(path.get(visited.node())), path))
            : Optional.empty();
    TensorRef explained = own.map(node -> new TensorRef(node.getName(), 0)).orElse(visited);
    Message.Part fix = suggestion(signatureName, signature);
    path.values().forEach(node -> requireSupported(node, placeholders, output, fix));
    ImmutableMap.Builder<String, NodeDef> whole = ImmutableMap.builder();
    whole.putAll(path);
    own.ifPresent(node -> whole.put(node.getName(), node));
    ImmutableMap<String, NodeDef> safe = NodeValidator.validate(whole.buildOrThrow());
    // What was added ahead of sizes and orders computes with floats too, but is none of the
    // model's.
    ImmutableMap<String, TensorRef> attributed =
        inputs.attributed(fed, explained, whole.buildOrThrow());
    Function<ImmutableMap<String, NodeDef>, InferenceGraph> model =
        nodes ->
            new InferenceGraph(
                selection.folder(),
                signatureName,
                fed,
                attributed,
                explained,
                output.name(),
                nodes,
                checkpointKeys(nodes),
                ImmutableMap.copyOf(Maps.filterKeys(draft.origins(), nodes::containsKey)),
                ImmutableSet.of(),
                TableFills.of(metaGraph, nodes.values(), selection.folder()),
                new InferenceGraph.Unused(
                    AllowedOps.notListed(metaGraph.getGraphDef()),
                    ImmutableSet.copyOf(
                        Sets.difference(
                            given.keySet(),
                            fed.stream().map(ModelInput::name).collect(toImmutableSet()))),
                    activation));
    ImmutableMap<String, NodeDef> sized =
        ValueSizes.bounded(safe, worst -> TensorBudget.requireAnySample(model.apply(worst)));
    Ranks.require(sized, selection.directory());
    return OneSample.of(model.apply(sized), declared(signature, output));
  }

  /** What the signature says of the shape of its output; nothing of a tensor inside the graph. */
  private static Shape declared(SignatureDef signature, Named output) {
    TensorInfo info = signature.getOutputsMap().get(output.name());
    return info == null || !info.hasTensorShape()
        ? Shape.unknown()
        : ShapeProtos.read(info.getTensorShape());
  }

  /** An output that is an input has an end of its own, and the gradient one. */
  private static NodeDef passingOn(
      TensorRef input, NodeDef placeholder, Map<String, NodeDef> nodes) {
    String name = input.node() + "/output";
    while (nodes.containsKey(name)) {
      name += "_";
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Identity")
        .addInput(input.toString())
        .putAttr("T", placeholder.getAttrOrThrow("dtype"))
        .build();
  }

  private FunctionInliner inline(String name, SignatureDef signature) {
    return FunctionInliner.of(
        metaGraph.getGraphDef(),
        signature.getOutputsMap().values().stream().map(output -> tensor(output).node()).toList(),
        AllowedOps.gate(
            metaGraph.getGraphDef().getLibrary(),
            selection.directory(),
            suggestion(name, signature)));
  }

  /** Of branches only those that are taken are looked at, when they are. */
  private void requireHarmless(String name, SignatureDef signature) {
    GraphDef graph = metaGraph.getGraphDef();
    ImmutableList.Builder<ReachableNodes.Root> roots = ImmutableList.builder();
    roots.add(SignatureTensors.root(name, signature));
    Checkpoint.restoring(metaGraph).ifPresent(roots::add);
    AllowedOps.check(
        ReachableNodes.inAnyCase(graph, roots.build()), graph.getLibrary(), selection.directory());
  }

  private String chooseSignature() {
    // What an export added explains a model; it is none.
    Map<String, SignatureDef> signatures =
        Maps.filterEntries(
            signatures(metaGraph), entry -> !ExplainSignature.is(entry.getKey(), entry.getValue()));
    Optional<String> wanted = selection.signature();
    if (wanted.isPresent()) {
      if (!signatures.containsKey(wanted.get())) {
        throw new UnsupportedModelException(
            Message.of(
                "The SavedModel '%s' has no signature '%s'.\nMaybe one of %s.",
                selection.directory(),
                wanted.get(),
                NearestNames.of(wanted.get(), signatures.keySet())));
      }
      return wanted.get();
    }
    if (signatures.containsKey(DEFAULT_SIGNATURE)) {
      return DEFAULT_SIGNATURE;
    }
    if (signatures.size() == 1) {
      return signatures.keySet().iterator().next();
    }
    if (signatures.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' has no signature, so its inputs and outputs are unknown.\n"
                  + "Maybe save it again with signatures: tf.saved_model.save(model, path,"
                  + " signatures=...), model.export(path) of Keras 3, or a signature_def_map in"
                  + " TensorFlow 1.",
              selection.directory()));
    }
    throw new UnsupportedModelException(
        Message.of(
            "The SavedModel '%s' has %s signatures and none is named '%s': %s.\n"
                + "Maybe choose one with Model.from(path).signature(name).",
            selection.directory(),
            signatures.size(),
            DEFAULT_SIGNATURE,
            NearestNames.all(ImmutableSortedSet.copyOf(signatures.keySet()))));
  }

  /**
   * An output as it was asked for.
   *
   * @param name the signature's or the user's
   * @param tensor what is explained of it
   */
  private record Named(String name, TensorRef tensor) {}

  private Named chooseOutput(Map<String, TensorInfo> candidates, FlatGraph flat) {
    if (selection.output().isPresent()) {
      String wanted = selection.output().get();
      TensorInfo candidate = candidates.get(wanted);
      TensorRef tensor = candidate != null ? tensor(candidate) : TensorRef.parse(wanted);
      requireExists("output", wanted, tensor, candidates, flat);
      TensorRef explained = logits.of(tensor, flat);
      requireFloating(wanted, explained, flat);
      return new Named(wanted, explained);
    }
    // Logits and their softmax are one output in two forms; labels and classes have no gradient.
    Map<TensorRef, String> distinct = new LinkedHashMap<>();
    for (String name : ImmutableSortedSet.copyOf(candidates.keySet())) {
      TensorRef tensor = flat.resolve(tensor(requireNonNull(candidates.get(name))));
      TensorRef explained = logits.of(tensor, flat);
      boolean floating = NodeOutputs.isFloating(flat.type(explained));
      if (floating && (explained.equals(tensor) || !distinct.containsKey(explained))) {
        distinct.put(explained, name);
      } else if (candidates.size() == 1) {
        requireFloating(name, explained, flat);
      }
    }
    if (distinct.size() != 1) {
      throw new UnsupportedModelException(
          Message.of(
              "The signature has %s outputs of floats: %s.\n"
                  + "Maybe choose one with Model.from(path).output(name).",
              distinct.size(), NearestNames.all(distinct.values())));
    }
    Map.Entry<TensorRef, String> only = distinct.entrySet().iterator().next();
    return new Named(only.getValue(), only.getKey());
  }

  private InputChoice chooseInputs(
      Map<String, TensorInfo> candidates, ListedTexts texts, Named output, FlatGraph flat) {
    selection
        .input()
        .filter(wanted -> !candidates.containsKey(wanted))
        .ifPresent(
            wanted -> requireExists("input", wanted, TensorRef.parse(wanted), candidates, flat));
    return InputChoice.of(
        selection.input(),
        ImmutableSortedMap.copyOf(candidates),
        texts.inputs(),
        output.tensor(),
        flat);
  }

  private void requireExists(
      String kind,
      String wanted,
      TensorRef tensor,
      Map<String, TensorInfo> candidates,
      FlatGraph flat) {
    if (!flat.contains(tensor)) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' has no %s and no tensor named '%s'.\nMaybe one of %s.",
              selection.directory(),
              kind,
              wanted,
              NearestNames.of(
                  wanted,
                  ImmutableSet.<String>builder()
                      .addAll(candidates.keySet())
                      .addAll(flat.nodes().keySet())
                      .build())));
    }
  }

  /** What the signature gives, and a tensor that was asked for by its own name. */
  private List<TensorRef> outputs(SignatureDef signature) {
    return Stream.concat(
            selection
                .output()
                .filter(name -> !signature.containsOutputs(name))
                .map(TensorRef::parse)
                .stream(),
            signature.getOutputsMap().values().stream()
                .map(TensorInfo::getName)
                .filter(name -> !name.isEmpty())
                .map(TensorRef::parse))
        .toList();
  }

  private static TensorRef tensor(TensorInfo info) {
    if (info.getName().isEmpty()) {
      throw new UnsupportedModelException("Sparse and composite tensors cannot be explained.");
    }
    return TensorRef.parse(info.getName());
  }

  private static void requireFloating(String name, TensorRef tensor, FlatGraph flat) {
    DataType type = flat.type(tensor);
    if (NodeOutputs.isFloating(type)) {
      return;
    }
    throw new UnsupportedModelException(
        Message.of(
            "The output '%s' has the type %s, which has no gradient.\n"
                + "Maybe name a float tensor before it with Model.from(path).output(name)%s.",
            name,
            NodeOutputs.name(type),
            FloatsAhead.listed(FloatsAhead.of(ImmutableList.of(tensor), flat.nodes()))));
  }

  private static void requireSupported(
      NodeDef node, ImmutableSet<String> placeholders, Named output, Message.Part fix) {
    String name = node.getName();
    if (OpTable.is(node.getOp(), OpTrait.PLACEHOLDER) && !placeholders.contains(name)) {
      throw new UnsupportedModelException(
          Message.of(
              "The output '%s' depends on the placeholder '%s', which is not an input of the"
                  + " signature.\n"
                  + "Maybe fix it with Model.from(path).set(name, value), or choose another output"
                  + " or another signature.",
              output.name(), name));
    }
    if (!AllowedOps.mayExecute(node.getOp(), AllowedOps.Use.PREDICT)) {
      throw new UnsupportedModelException(
          Message.of(
              "Node '%s' (op '%s') is between input and output, where only operations without side"
                  + " effects and randomness are allowed.\n"
                  + "Maybe %sexport the model for inference, without it.",
              name, node.getOp(), fix));
    }
  }

  /** What to do where an input that nobody fixed decides that something runs which must not. */
  private Message.Part suggestion(String name, SignatureDef signature) {
    ImmutableSet<String> names =
        FixedInputs.candidates(
            metaGraph.getGraphDef(), name, signature, selection.fixed().keySet());
    return Message.part(
        names.isEmpty()
            ? ""
            : Message.of(
                "fix %s with Model.from(path).set(name, value), or ", NearestNames.all(names)));
  }

  private ImmutableMap<String, CheckpointKey> checkpointKeys(ImmutableMap<String, NodeDef> path) {
    ImmutableMap<String, CheckpointKey> all = Checkpoint.keys(metaGraph);
    ImmutableMap.Builder<String, CheckpointKey> used = ImmutableMap.builder();
    for (NodeDef node : path.values()) {
      if (node.getOp().equals("VarHandleOp")) {
        CheckpointKey key = all.get(node.getName());
        if (key == null) {
          throw new UnsupportedModelException(
              Message.of(
                  "The variable '%s' is not restored from the checkpoint of '%s'.",
                  node.getName(), selection.directory()));
        }
        used.put(node.getName(), key);
      }
    }
    return used.buildOrThrow();
  }
}
