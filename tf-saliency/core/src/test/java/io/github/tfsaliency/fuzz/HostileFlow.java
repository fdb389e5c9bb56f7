package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/** Cycles, loops without end, and tensors that grow, ahead of a node between input and output. */
final class HostileFlow {
  private static final int[] TURNS = {
    0, 1, 10, 1000, 99_999, 100_001, 1_000_000_000, Integer.MAX_VALUE, -1
  };
  private static final long[] SIZES = {
    0, 1, -1, 1000, 1 << 16, 1 << 20, 1L << 31, 1L << 40, Long.MAX_VALUE
  };

  private final Random random;
  private final ImmutableSet<String> path;
  private String kind = "";

  HostileFlow(Random random, ImmutableSet<String> path) {
    this.random = random;
    this.path = path;
  }

  @Override
  public String toString() {
    return kind;
  }

  /** The model with one such thing in it. */
  SavedModel in(SavedModel model) {
    PathEdit edit = PathEdit.of(model, path, random);
    switch (random.nextInt(10)) {
      case 0 -> controlCycle(edit);
      case 1 -> cycle(edit);
      case 2, 3 -> recursion(edit);
      case 4, 5, 6 -> loop(edit);
      case 7 -> doubling(edit);
      case 8 -> hugeSize(edit);
      default -> manyConstants(edit);
    }
    return edit.done().build();
  }

  private void controlCycle(PathEdit edit) {
    kind = "a cycle of control edges";
    edit.control(edit.name());
  }

  private void cycle(PathEdit edit) {
    kind = "a cycle";
    String own = edit.inFunction() ? edit.name() + ":output:0" : edit.name();
    boolean merge = random.nextBoolean();
    edit.redirect(
        edit.add(
            merge ? "Merge" : "AddV2",
            merge ? "output" : "z",
            List.of(edit.input(), own),
            merge
                ? Map.of(
                    "T",
                    GraphMaker.type(DataType.DT_FLOAT),
                    "N",
                    AttrValue.newBuilder().setI(2).build())
                : Map.of("T", GraphMaker.type(DataType.DT_FLOAT))));
  }

  private static NodeDef node(String name, String op, DataType type, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr("T", GraphMaker.type(type))
        .build();
  }

  private static NodeDef integer(String name, int value, int... more) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(value);
    if (more.length > 0) {
      tensor.setTensorShape(GraphMaker.shape(1 + more.length));
      for (int next : more) {
        tensor.addIntVal(next);
      }
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", GraphMaker.type(DataType.DT_INT32))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static OpDef.ArgDef argument(String name, DataType type) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
  }

  private static AttrValue types(DataType... types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(types)))
        .build();
  }

  private static OpDef pass(String name) {
    return OpDef.newBuilder()
        .setName(name)
        .addInputArg(argument("x", DataType.DT_FLOAT))
        .addOutputArg(argument("y", DataType.DT_FLOAT))
        .build();
  }

  /** Two functions that call each other, by a call, by a branch or by a loop. */
  private void recursion(PathEdit edit) {
    kind = "recursion";
    for (int i = 0; i < 2; i++) {
      NodeDef call = call("call", "hostile_" + (1 - i), "x");
      edit.add(
          FunctionDef.newBuilder()
              .setSignature(pass("hostile_" + i))
              .addNodeDef(integer("index", random.nextInt(3) - 1))
              .addNodeDef(call)
              .putRet("y", "call:output:0")
              .build());
    }
    edit.redirect(
        edit.add(
            "StatefulPartitionedCall",
            "output",
            List.of(edit.input()),
            Map.of(
                "f",
                GraphMaker.function("hostile_0"),
                "Tin",
                types(DataType.DT_FLOAT),
                "Tout",
                types(DataType.DT_FLOAT))));
  }

  private NodeDef call(String name, String function, String input) {
    AttrValue callee = GraphMaker.function(function);
    NodeDef.Builder node = NodeDef.newBuilder().setName(name);
    switch (random.nextInt(3)) {
      case 0 ->
          node.setOp("PartitionedCall")
              .addInput(input)
              .putAttr("f", callee)
              .putAttr("Tin", types(DataType.DT_FLOAT))
              .putAttr("Tout", types(DataType.DT_FLOAT));
      case 1 ->
          node.setOp("StatelessCase")
              .addInput("index:output:0")
              .addInput(input)
              .putAttr(
                  "branches",
                  AttrValue.newBuilder()
                      .setList(
                          AttrValue.ListValue.newBuilder()
                              .addFunc(NameAttrList.newBuilder().setName(function))
                              .addFunc(NameAttrList.newBuilder().setName(function)))
                      .build())
              .putAttr("Tin", types(DataType.DT_FLOAT))
              .putAttr("Tout", types(DataType.DT_FLOAT));
      default ->
          node.setOp("While")
              .addInput(input)
              .putAttr("cond", callee)
              .putAttr("body", callee)
              .putAttr("T", types(DataType.DT_FLOAT));
    }
    return node.build();
  }

  /** A loop of many turns, whose tensor may grow at each. */
  private void loop(PathEdit edit) {
    int turns = TURNS[random.nextInt(TURNS.length)];
    int growth = random.nextInt(5);
    kind = "a loop of " + turns + " turns, growth " + growth;
    OpDef.Builder variables =
        OpDef.newBuilder()
            .addInputArg(argument("i", DataType.DT_INT32))
            .addInputArg(argument("x", DataType.DT_FLOAT));
    edit.add(
        FunctionDef.newBuilder()
            .setSignature(
                variables
                    .clone()
                    .setName("hostile_condition")
                    .addOutputArg(argument("more", DataType.DT_BOOL)))
            .addNodeDef(integer("turns", turns))
            .addNodeDef(node("less", "Less", DataType.DT_INT32, "i", "turns:output:0"))
            .putRet("more", "less:z:0")
            .build());
    FunctionDef.Builder body =
        FunctionDef.newBuilder()
            .setSignature(
                variables
                    .setName("hostile_body")
                    .addOutputArg(argument("next", DataType.DT_INT32))
                    .addOutputArg(argument("y", DataType.DT_FLOAT)))
            .addNodeDef(integer("step", random.nextInt(8) == 0 ? 0 : 1))
            .addNodeDef(node("add", "AddV2", DataType.DT_INT32, "i", "step:output:0"))
            .putRet("next", "add:z:0")
            .putRet("y", "grow:output:0");
    switch (growth) {
      case 0 ->
          body.addNodeDef(node("grow", "Relu", DataType.DT_FLOAT, "x"))
              .putRet("y", "grow:activations:0");
      case 1 ->
          body.addNodeDef(node("grow", "AddV2", DataType.DT_FLOAT, "x", "x"))
              .putRet("y", "grow:z:0");
      case 2 -> body.addNodeDef(integer("axis", 0)).addNodeDef(concat("x"));
      case 3 -> body.addNodeDef(integer("multiples", 1, 2)).addNodeDef(tile());
      default -> {
        NodeDef again = integer("again", turns);
        body.addNodeDef(again)
            .addNodeDef(
                NodeDef.newBuilder()
                    .setName("grow")
                    .setOp("StatelessWhile")
                    .addInput("again:output:0")
                    .addInput("x")
                    .putAttr("cond", GraphMaker.function("hostile_condition"))
                    .putAttr("body", GraphMaker.function("hostile_body"))
                    .putAttr("T", types(DataType.DT_INT32, DataType.DT_FLOAT)))
            .putRet("y", "grow:output:1");
      }
    }
    edit.add(body.build());
    edit.add(integer("hostile_start", 0));
    String loop =
        edit.add(
            random.nextBoolean() ? "While" : "StatelessWhile",
            "output",
            List.of(edit.inFunction() ? "hostile_start:output:0" : "hostile_start", edit.input()),
            Map.of(
                "cond",
                GraphMaker.function("hostile_condition"),
                "body",
                GraphMaker.function("hostile_body"),
                "T",
                types(DataType.DT_INT32, DataType.DT_FLOAT)));
    edit.redirect(edit.inFunction() ? loop.replace(":0", ":1") : loop + ":1");
  }

  private static NodeDef concat(String input) {
    return NodeDef.newBuilder()
        .setName("grow")
        .setOp("ConcatV2")
        .addInput(input)
        .addInput(input)
        .addInput("axis:output:0")
        .putAttr("T", GraphMaker.type(DataType.DT_FLOAT))
        .putAttr("N", AttrValue.newBuilder().setI(2).build())
        .putAttr("Tidx", GraphMaker.type(DataType.DT_INT32))
        .build();
  }

  private static NodeDef tile() {
    return NodeDef.newBuilder()
        .setName("grow")
        .setOp("Tile")
        .addInput("x")
        .addInput("multiples:output:0")
        .putAttr("T", GraphMaker.type(DataType.DT_FLOAT))
        .putAttr("Tmultiples", GraphMaker.type(DataType.DT_INT32))
        .build();
  }

  /** Nodes that each double, or add to itself, what the one before them gave. */
  private void doubling(PathEdit edit) {
    int levels = 1 + random.nextInt(60);
    boolean concat = random.nextBoolean();
    kind = levels + " times " + (concat ? "joined" : "added") + " with itself";
    String axis = "hostile_axis";
    edit.add(integer(axis, 0));
    String tensor = edit.input();
    for (int i = 0; i < levels; i++) {
      tensor =
          concat
              ? edit.add(
                  "ConcatV2",
                  "output",
                  List.of(tensor, tensor, edit.inFunction() ? axis + ":output:0" : axis),
                  Map.of(
                      "T",
                      GraphMaker.type(DataType.DT_FLOAT),
                      "N",
                      AttrValue.newBuilder().setI(2).build(),
                      "Tidx",
                      GraphMaker.type(DataType.DT_INT32)))
              : edit.add(
                  "AddV2",
                  "z",
                  List.of(tensor, tensor),
                  Map.of("T", GraphMaker.type(DataType.DT_FLOAT)));
    }
    edit.redirect(tensor);
  }

  private long size() {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private void hugeSize(PathEdit edit) {
    kind = "a constant of huge shape";
    String constant = huge(edit, size(), size());
    edit.redirect(
        edit.add(
            "AddV2",
            "z",
            List.of(edit.input(), constant),
            Map.of("T", GraphMaker.type(DataType.DT_FLOAT))));
  }

  private void manyConstants(PathEdit edit) {
    int count = 10 + random.nextInt(300);
    kind = count + " large constants";
    String sum = edit.input();
    for (int i = 0; i < count; i++) {
      sum =
          edit.add(
              "AddV2",
              "z",
              List.of(sum, huge(edit, 1000, 1L << random.nextInt(20))),
              Map.of("T", GraphMaker.type(DataType.DT_FLOAT)));
    }
    edit.redirect(sum);
  }

  private static String huge(PathEdit edit, long... shape) {
    return edit.add(
        "Const",
        "output",
        List.of(),
        Map.of(
            "dtype",
            GraphMaker.type(DataType.DT_FLOAT),
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(GraphMaker.shape(shape))
                        .addFloatVal(0))
                .build()));
  }
}
