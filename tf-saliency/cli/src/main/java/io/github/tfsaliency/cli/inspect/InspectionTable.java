package io.github.tfsaliency.cli.inspect;

import com.google.common.base.Strings;
import io.github.tfsaliency.inspect.AttentionDescription;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.inspect.SignatureDescription;
import io.github.tfsaliency.inspect.TensorDescription;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;

/** An inspection for people. */
final class InspectionTable {
  private static final String GAP = "  ";
  private static final int MOST_PLACES = 3;
  private static final long MEBIBYTE = 1L << 20;

  private final Inspection inspection;

  InspectionTable(Inspection inspection) {
    this.inspection = inspection;
  }

  void print(PrintWriter out) {
    out.print(Message.of("Model %s%n%nSignatures%n", inspection.directory()));
    List<List<String>> signatures = new ArrayList<>();
    for (SignatureDescription signature : inspection.signatures()) {
      signatures.add(
          List.of(
              Shown.name(signature.name()),
              describe(signature.inputs()),
              "->",
              describe(signature.outputs())));
    }
    printRows(out, signatures);
    inspection.loaded().ifPresent(loaded -> printLoaded(out, loaded));
  }

  private static String describe(List<TensorDescription> tensors) {
    return tensors.stream()
        .map(tensor -> Shown.name(tensor.name()) + " " + tensor.type() + " " + text(tensor.shape()))
        .collect(Collectors.joining(", "));
  }

  private void printLoaded(PrintWriter out, Inspection.Loaded loaded) {
    out.print(Message.of("%nLoaded signature %s%n", loaded.signature()));
    List<List<String>> ends = new ArrayList<>();
    for (Inspection.Input input : loaded.inputs()) {
      ends.add(
          List.of(
              "input",
              Shown.name(input.name()),
              text(input.shape()),
              input.attributed().map(tensor -> "map of " + Shown.name(tensor)).orElse("no map")));
    }
    ends.add(
        List.of(
            "output",
            Shown.name(loaded.output()),
            "",
            "explained at " + Shown.name(loaded.explained())));
    printRows(out, ends);
    out.printf("%nDevices%n");
    printRows(
        out,
        loaded.devices().stream()
            .map(
                device ->
                    List.of(
                        Shown.name(device.name()),
                        device.isGpu() ? count(device.memory() / MEBIBYTE) + " MiB" : ""))
            .toList());
    if (!loaded.dropped().isEmpty()) {
      out.printf("%nDropped, as nothing that was loaded runs it%n");
      List<List<String>> dropped = new ArrayList<>();
      loaded.dropped().forEach((op, places) -> dropped.add(List.of(Shown.name(op), text(places))));
      printRows(out, dropped);
    }
    boolean method = inspection.method().isPresent();
    out.printf("%nLayers in execution order%n");
    List<List<String>> rows = new ArrayList<>();
    List<String> header = List.of("#", "layer", "op", "output", "parameters");
    rows.add(method ? plus(header, "rule", "why") : header);
    int number = 0;
    for (LayerRule rule : inspection.layers()) {
      ModelLayer layer = rule.layer();
      List<String> row =
          List.of(
              Integer.toString(++number),
              Shown.name(layer.name()),
              Shown.name(layer.op()),
              text(layer.outputShape()),
              layer.parameters() == 0 ? "" : count(layer.parameters()));
      rows.add(method ? plus(row, rule.rule().orElse("-"), Shown.text(rule.reason())) : row);
    }
    printRows(out, rows);
    out.printf(
        "%n%s layers, %s parameters.%n",
        inspection.layers().size(), count(inspection.parameters()));
    printAttention(out);
    inspection.method().ifPresent(text -> printMethod(out, text));
  }

  private void printAttention(PrintWriter out) {
    if (inspection.attention().isEmpty()) {
      return;
    }
    out.printf("%nSelf-attention in execution order%n");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("block", "softmax", "heads", "tokens", "of them ahead", "grid", "reads"));
    int number = 0;
    for (AttentionDescription block : inspection.attention()) {
      rows.add(
          List.of(
              Integer.toString(++number),
              Shown.name(block.name()),
              size(block.heads()),
              size(block.tokens()),
              Long.toString(block.ahead()),
              block.grid().isEmpty()
                  ? "none"
                  : block.grid().stream()
                      .map(InspectionTable::size)
                      .collect(Collectors.joining(" x ")),
              Shown.name(block.read())));
    }
    printRows(out, rows);
  }

  private static String size(long size) {
    return size < 0 ? "?" : Long.toString(size);
  }

  private void printMethod(PrintWriter out, String method) {
    if (inspection.problem().isPresent()) {
      out.print(
          Message.of(
              "The method %s does not fit: %s%n",
              method, Message.part(inspection.problem().get())));
      return;
    }
    inspection
        .mapped()
        .ifPresent(
            layer -> out.print(Message.of("The map of %s is of the layer %s.%n", method, layer)));
    out.printf(
        "The method %s overrides the gradient of %s layers.%n", method, inspection.overridden());
    List<LayerRule> skipped = inspection.skippedActivations();
    if (!skipped.isEmpty()) {
      out.printf(
          "%s nonlinear layers keep their own derivative: %s.%n",
          skipped.size(),
          skipped.stream().map(rule -> rule.layer().name()).collect(Collectors.joining(", ")));
    }
  }

  private static List<String> plus(List<String> row, String... more) {
    List<String> longer = new ArrayList<>(row);
    longer.addAll(Arrays.asList(more));
    return longer;
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String text(List<String> places) {
    return String.join(", ", places.subList(0, Math.min(MOST_PLACES, places.size())))
        + (places.size() > MOST_PLACES ? " and " + (places.size() - MOST_PLACES) + " more" : "");
  }

  private static String text(Shape shape) {
    return shape.isUnknown()
        ? "[...]"
        : Arrays.stream(shape.asArray())
            .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "?" : Long.toString(size))
            .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Columns as wide as their widest cell. */
  private static void printRows(PrintWriter out, List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(GAP).append(Strings.padEnd(row.get(i), widths[i], ' '));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
