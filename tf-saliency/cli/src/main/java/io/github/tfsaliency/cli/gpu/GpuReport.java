package io.github.tfsaliency.cli.gpu;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The results, as text and as JSON.
 *
 * @param gpus what the driver says of each GPU, its memory after all was computed among it; empty
 *     where it cannot be asked
 * @param models each with its maps and costs
 */
record GpuReport(ImmutableList<String> gpus, ImmutableList<OfModel> models) {
  private static final String GAP = "  ";
  private static final double MILLIS = 1e3;

  /**
   * What was found of a model.
   *
   * @param model its folder
   * @param devices what the GPU's side computed on
   * @param maps of all methods
   * @param costs of some
   */
  record OfModel(
      String model,
      ImmutableList<String> devices,
      ImmutableList<CheckedMap> maps,
      ImmutableList<Cost> costs) {}

  /** Whether all agrees. */
  boolean isFine() {
    return maps().allMatch(map -> map.verdict().isFine());
  }

  private boolean isCompared() {
    return maps().findAny().isPresent();
  }

  private Stream<CheckedMap> maps() {
    return models.stream().flatMap(model -> model.maps().stream());
  }

  void print(PrintWriter out) {
    gpus.forEach(gpu -> out.println(Shown.text(gpu)));
    for (OfModel model : models) {
      out.print(
          Message.of("%nModel %s on %s%n", model.model(), String.join(", ", model.devices())));
      if (!model.maps().isEmpty()) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("method", "input", "verdict", "off by", "values off", "repeats", "TF32"));
        model.maps().forEach(map -> rows.add(row(map)));
        printRows(out, rows);
      }
      if (!model.costs().isEmpty()) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("cost", "batch", "ms", "forward passes", "images a second"));
        model.costs().forEach(cost -> rows.add(row(cost)));
        out.println();
        printRows(out, rows);
      }
    }
    if (!isCompared()) {
      return;
    }
    out.printf(
        Locale.ROOT,
        "%nA map agrees if no value differs by more than %s of the largest one; %s %% of the values"
            + " may differ by more.%n%d maps, %d of them not possible, %d do not agree.%n",
        Agreement.TOLERANCE,
        Agreement.FEW * 100,
        maps().count(),
        maps().filter(map -> map.verdict() == Verdict.NOT_POSSIBLE).count(),
        maps().filter(map -> !map.verdict().isFine()).count());
  }

  private static List<String> row(CheckedMap map) {
    String repeats =
        map.again().map(again -> again.isExact() ? "bit for bit" : deviation(again)).orElse("");
    return List.of(
        Shown.name(map.probe().method()),
        map.probe().input().toString(),
        map.verdict().toString(),
        map.exact().map(GpuReport::deviation).orElseGet(() -> Shown.text(map.reason())),
        map.exact().map(exact -> percent(exact.share())).orElse(""),
        repeats,
        map.tensorFloat32().map(GpuReport::deviation).orElse(""));
  }

  private static List<String> row(Cost cost) {
    String name = cost.method().isEmpty() ? "forward pass" : cost.method();
    return List.of(
        cost.tensorFloat32() ? name + ", TF32" : name,
        Integer.toString(cost.batch()),
        String.format(Locale.ROOT, "%.2f", cost.seconds() * MILLIS),
        String.format(Locale.ROOT, "%.2f", cost.forwards()),
        String.format(Locale.ROOT, "%.1f", cost.imagesPerSecond()));
  }

  private static String deviation(Agreement agreement) {
    return agreement.deviation() == 0
        ? "0"
        : String.format(Locale.ROOT, "%.1e", agreement.deviation());
  }

  private static String percent(double share) {
    return share == 0 ? "0 %" : String.format(Locale.ROOT, "%.2g %%", share * 100);
  }

  /** The last column may be longer than others, as reasons are. */
  private static void printRows(PrintWriter out, List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      // A row without a map has a sentence there.
      int counted = row.size() > 4 && row.get(4).isEmpty() ? 3 : row.size();
      for (int i = 0; i < counted; i++) {
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

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.add("agrees", isCompared() ? new JsonPrimitive(isFine()) : JsonNull.INSTANCE);
    json.addProperty("tolerance", Agreement.TOLERANCE);
    json.addProperty("few", Agreement.FEW);
    json.add("gpus", array(gpus.stream().map(JsonPrimitive::new).collect(toImmutableList())));
    json.add("models", array(models.stream().map(GpuReport::json).collect(toImmutableList())));
    return json;
  }

  private static JsonObject json(OfModel model) {
    JsonObject json = new JsonObject();
    json.addProperty("model", model.model());
    json.add(
        "devices",
        array(model.devices().stream().map(JsonPrimitive::new).collect(toImmutableList())));
    json.add("maps", array(model.maps().stream().map(GpuReport::json).collect(toImmutableList())));
    json.add(
        "costs", array(model.costs().stream().map(GpuReport::json).collect(toImmutableList())));
    return json;
  }

  private static JsonObject json(CheckedMap map) {
    JsonObject json = new JsonObject();
    json.addProperty("method", map.probe().method());
    json.addProperty("input", map.probe().input().toString());
    json.addProperty("verdict", map.verdict().toString());
    add("deviation", map.exact(), json);
    json.add(
        "share",
        map.exact().isPresent() ? new JsonPrimitive(map.exact().get().share()) : JsonNull.INSTANCE);
    add("repeated", map.again(), json);
    json.add(
        "sameBits",
        map.again().isPresent()
            ? new JsonPrimitive(map.again().get().isExact())
            : JsonNull.INSTANCE);
    add("tf32", map.tensorFloat32(), json);
    json.addProperty("reason", map.reason());
    return json;
  }

  private static void add(String key, Optional<Agreement> agreement, JsonObject json) {
    boolean isNumber = agreement.filter(each -> Double.isFinite(each.deviation())).isPresent();
    json.add(
        key, isNumber ? new JsonPrimitive(agreement.orElseThrow().deviation()) : JsonNull.INSTANCE);
  }

  private static JsonObject json(Cost cost) {
    JsonObject json = new JsonObject();
    json.addProperty("method", cost.method().isEmpty() ? "forward" : cost.method());
    json.addProperty("tf32", cost.tensorFloat32());
    json.addProperty("batch", cost.batch());
    json.addProperty("seconds", cost.seconds());
    json.addProperty("forwards", cost.forwards());
    json.addProperty("imagesPerSecond", cost.imagesPerSecond());
    return json;
  }

  private static JsonArray array(List<? extends JsonElement> elements) {
    JsonArray array = new JsonArray();
    elements.forEach(array::add);
    return array;
  }
}
