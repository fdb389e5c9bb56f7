package io.github.tfsaliency.engine;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.engine.GradientProbe.Answer;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import io.github.tfsaliency.opgradient.MissingGradients;
import io.github.tfsaliency.opgradient.TensorFlowGradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * docs/operations.md says what becomes of each of TensorFlow's ops. The build fails when the page
 * and the code differ; {@code -Dtfsaliency.update-docs=true} writes the page anew.
 */
class OperationsTableTest {
  private static final Path PAGE = Path.of("../../docs/operations.md");

  /** Why an op is not on the list; the first that matches applies. */
  private static final ImmutableMap<String, Pattern> REFUSED =
      ImmutableMap.<String, Pattern>builder()
          .put("Python", Pattern.compile(".*PyFunc.*"))
          .put(
              "Files",
              Pattern.compile(
                  ".*(File|Save|Restore|Reader|Checkpoint|Summary|MatchingFiles|Lmdb|TFRecord).*"))
          .put(
              "Network and other machines",
              Pattern.compile(
                  ".*(Rpc|Grpc|Send|Recv|Collective|Nccl|Distributed|Worker|Bigquery|BigQuery|GCS).*"))
          .put(
              "Printing and debugging",
              Pattern.compile("(Print|Debug|.*Assert.*|Abort|Timestamp).*"))
          .put(
              "Compilers and TPUs",
              Pattern.compile(".*(TPU|Tpu|Xla|XLA|TensorRT|TRT|IfrtCall|Mlir|StableHLO).*"))
          .put(
              "Data sets and their iterators",
              Pattern.compile(".*(Dataset|Iterator|MultiDevice|OptionsFrom|Prefetch).*"))
          .put(
              "Queues, stacks, barriers, tensor arrays",
              Pattern.compile(
                  "(Queue|.*Queue|Stack|Barrier|TensorArray|Stage|Unstage|Map|OrderedMap|.*Mutex|Batch$"
                      + "|BatchFunction|Unbatch|.*Accumulator).*"))
          .put(
              "Training",
              Pattern.compile(
                  "(.*Apply.*|.*LoadTPU.*|.*Optimizer.*|Sdca.*|.*NegTrain.*|Scatter.*|ResourceScatter.*|.*Loss.*|BoostedTrees.*|Tree.*|DecisionTree.*|TensorForest.*)"))
          .put("Random numbers", Pattern.compile(".*(Random|Rng|Multinomial|Sampler|Shuffle).*"))
          .put("Quantised", Pattern.compile(".*(Quant|Requantiz|Dequantiz).*"))
          .put("Gradients", Pattern.compile(".*(Grad|Backprop).*"))
          .put("Ragged and sparse tensors", Pattern.compile(".*(Ragged|Sparse).*"))
          .put(
              "Text", Pattern.compile(".*(String|Unicode|Regex|Text|Ngrams|Decode|Encode|Parse).*"))
          .put(
              "Tables, lists, other resources",
              Pattern.compile(
                  ".*(Table|Lookup|TensorList|TensorMap|Resource|Handle|Delete|Variable).*"))
          .buildOrThrow();

  @Test
  void thePageSaysWhatTheCodeDoes() throws IOException {
    String page = page();
    if (Boolean.getBoolean("tfsaliency.update-docs")) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String page() throws IOException {
    Operations operations = Operations.read();
    Set<String> left = new TreeSet<>(operations.anywhere());
    StringBuilder page = new StringBuilder();
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    allowed.put(
        "Resolved when a model is loaded\n"
            + "Calls are written out, identities dropped, with their checks.",
        take(
            left,
            op ->
                OpTable.is(op, OpTrait.CALL)
                    || OpTable.is(op, OpTrait.IDENTITY)
                    || op.equals("NoOp")));
    allowed.put(
        "Control flow\n"
            + "A branch whose condition is constant is the branch that is taken, one whose condition"
            + " depends on the data both branches and a Select, a loop of a constant number of"
            + " iterations is unrolled. What remains is an error on the path.",
        take(left, OpTable.with(OpTrait.CONTROL_FLOW)::contains));
    allowed.put(
        "Lists of tensors\n"
            + "Replaced by their items, as loops read from and write to them; on the path an index"
            + " that depends on the data is an error.",
        take(left, OpTable.with(OpTrait.TENSOR_LIST)::contains));
    allowed.put(
        "Differentiable by tf-saliency\n"
            + "Of `Conv2D` with dilations or explicit padding and of `MaxPool` with explicit padding;"
            + " else TensorFlow's own gradient serves. So too of `Max`, `Mean`, `Min`, `Prod` and `Sum`"
            + " along axes of int64, which TensorFlow's own mixes with int32, and of `ConcatV2` along such an"
            + " axis, where TensorFlow's own ends the process. `BatchMatMul` and `BatchMatMulV2` because"
            + " TensorFlow's own is slower. `FusedBatchNorm` and"
            + " `FusedBatchNormV2` in inference only. Inputs that TensorFlow's Python has no gradient for (the order of a"
            + " `Polygamma`) get none here.",
        take(left, MissingGradients.ops()::contains));
    allowed.put(
        "Differentiable by TensorFlow\n"
            + "`IdentityN`, what tf.custom_gradient leaves in a graph, passes the gradient on.",
        take(
            left,
            op -> TensorFlowGradients.differentiable().contains(op) || op.equals("IdentityN")));
    allowed.put(
        "No gradient passes, and none is missed\n"
            + "Floating-point, but constant almost everywhere, or registered as not differentiable.",
        take(
            left,
            op ->
                TensorFlowGradients.none().contains(op)
                    || MissingGradients.withoutGradient().contains(op)));
    allowed.put(
        "Allowed, but an error on the path\n"
            + "Floating-point in and out, and nobody has written the gradient. The message names the"
            + " node.",
        take(
            left,
            op ->
                GradientProbe.ask(op) == Answer.UNKNOWN
                    || GradientProbe.ask(op) == Answer.VARIANT
                    || op.startsWith("TensorList")));
    allowed.put(
        "Sources, whole numbers, truth values, text\n"
            + "Without a floating-point input or output there is nothing to differentiate.",
        left);
    allowed.put(
        "Allowed in the file, not on the path\nSaving, restoring, initial values, training, exported explanations.",
        operations.elsewhere());

    // Internal operations begin with an underscore and differ from one platform to the next.
    Set<String> known = Sets.filter(GradientProbe.OPS.keySet(), op -> !op.startsWith("_"));
    Set<String> listed = Sets.union(operations.anywhere(), operations.elsewhere());
    Set<String> refused = new TreeSet<>(Sets.difference(known, listed));
    int count = known.size();
    page.append("# TensorFlow's operations, and what becomes of each\n\n")
        .append(
            "Written by `OperationsTableTest` from the code and from TensorFlow's own answers; ")
        .append(
            "`mvn test -pl tf-saliency/core -Dtest=OperationsTableTest -Dtfsaliency.update-docs=true` ")
        .append("writes it anew.\n\n")
        .append(
            String.format(
                Locale.ROOT,
                "TensorFlow has %,d public operations. A model may contain %,d of them",
                count,
                listed.size()))
        .append(
            String.format(
                Locale.ROOT,
                "; the other %,d are refused before anything is executed, and so are internal ones,"
                    + " whose names begin with an underscore. ",
                refused.size()))
        .append("The path is what lies between the input and the explained output.\n\n")
        .append("| what becomes of them | operations |\n|---|---|\n");
    allowed.forEach((title, ops) -> page.append(row(title.substring(0, title.indexOf('\n')), ops)));
    page.append(row("Refused", refused));
    allowed.forEach((title, ops) -> page.append(section("## " + title, ops)));
    page.append(
        "\n## Traits\nThe library knows these traits of an operation; `ops.txt` is their one table.\n");
    for (OpTrait trait : OpTrait.values()) {
      page.append(section("### " + trait.label() + "\n" + trait.meaning(), OpTable.with(trait)));
    }
    page.append("\n## Refused\nNot on the list, whether harmful or merely not needed.\n");
    Set<String> remaining = new TreeSet<>(refused);
    Map<String, Set<String>> groups = new LinkedHashMap<>();
    REFUSED.forEach(
        (title, pattern) ->
            groups.put(title, take(remaining, op -> pattern.matcher(op).matches())));
    groups.put("The rest", remaining);
    groups.forEach(
        (title, ops) ->
            page.append(
                section(String.format(Locale.ROOT, "### %s (%,d)", title, ops.size()), ops)));
    return page.toString();
  }

  private static ImmutableSortedSet<String> take(Set<String> from, Predicate<String> wanted) {
    ImmutableSortedSet<String> taken =
        from.stream().filter(wanted).collect(toImmutableSortedSet(Comparator.naturalOrder()));
    from.removeAll(taken);
    return taken;
  }

  private static String row(String title, Set<String> ops) {
    return String.format(Locale.ROOT, "| %s | %,d |\n", title, ops.size());
  }

  private static String section(String title, Set<String> ops) {
    StringBuilder section = new StringBuilder("\n").append(title);
    section.append("\n\n");
    int column = 0;
    for (String op : new TreeSet<>(ops)) {
      if (column + op.length() > 118) {
        section.append("\n");
        column = 0;
      }
      section.append(column == 0 ? "" : " ").append(op);
      column += op.length() + 1;
    }
    return section.append("\n").toString();
  }
}
