package io.github.tfsaliency.cli.input;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.common.math.LongMath;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.input.ColumnTables.Code;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/** The rows of a table as samples. */
final class TableReader {
  /** Integers beyond are not all floats, in which inputs are kept. */
  private static final double MOST_EXACT = 1 << 24;

  private static final long MOST_VALUES = 200_000_000;

  private final Table table;
  private final Reading reading;

  TableReader(Table table, Reading reading) {
    this.table = table;
    this.reading = reading;
  }

  /**
   * A column as a model takes it.
   *
   * @param place in the table
   * @param code what becomes of it
   * @param names of the features that it becomes
   */
  private record Feature(int place, Optional<Code> code, ImmutableList<String> names) {}

  /**
   * The values of inputs.
   *
   * @param slots the inputs that the table is for
   * @param unneeded names that columns may have all the same
   */
  ImmutableMap<String, Feed> feeds(ImmutableList<Slot> slots, Set<String> unneeded) {
    ImmutableMap<String, ImmutableList<String>> columns =
        columns(slots.stream().map(Slot::name).collect(toImmutableSet()), unneeded);
    ImmutableMap.Builder<String, Feed> feeds = ImmutableMap.builder();
    slots.forEach(
        slot ->
            feeds.put(
                slot.name(), feed(slot, columns.getOrDefault(slot.name(), ImmutableList.of()))));
    return feeds.buildOrThrow();
  }

  /**
   * The texts that an input may have in this table.
   *
   * @param input the name of an input of strings
   * @param all the names of the inputs that the table is for
   */
  ImmutableSet<String> texts(String input, Set<String> all) {
    ColumnLists lists = reading.columnLists(all);
    ImmutableSet.Builder<String> texts = ImmutableSet.builder();
    for (String column : chosen(lists, input, all.size() == 1).orElse(ImmutableList.of())) {
      int place = table.place(column);
      for (int row = 0; row < table.rows().size(); row++) {
        texts.add(table.cell(row, place));
      }
    }
    return texts.build();
  }

  /** Those that were named, the one of the input's own name, or for the only input all. */
  private Optional<ImmutableList<String>> chosen(ColumnLists lists, String input, boolean single) {
    Optional<ImmutableList<String>> listed =
        lists.of(input).or(() -> single ? lists.unnamed() : Optional.empty());
    if (listed.isPresent()) {
      return listed;
    }
    if (table.columns().contains(input)) {
      return Optional.of(ImmutableList.of(input));
    }
    return single ? Optional.of(table.columns()) : Optional.empty();
  }

  /** How many values a sample has, or -1 where it is free. */
  private static long size(Slot slot) {
    if (!slot.hasRank()) {
      return -1;
    }
    long[] sizes = slot.sample().asArray();
    return LongStream.of(sizes).anyMatch(size -> size < 0)
        ? -1
        : LongStream.of(sizes).reduce(1, LongMath::saturatedMultiply);
  }

  /** The columns of each input. */
  private ImmutableMap<String, ImmutableList<String>> columns(
      ImmutableSet<String> inputs, Set<String> unneeded) {
    ColumnLists lists = reading.columnLists(inputs);
    ImmutableMap.Builder<String, ImmutableList<String>> columns = ImmutableMap.builder();
    for (String input : inputs) {
      columns.put(
          input,
          chosen(lists, input, inputs.size() == 1)
              .orElseThrow(
                  () ->
                      new SaliencyException(
                          Message.of(
                              "The table '%s' has no column for the input '%s'.\n"
                                  + "Maybe one of %s was meant: --columns INPUT=NAME.",
                              table.file(), input, NearestNames.of(input, table.columns())))));
    }
    ImmutableMap<String, ImmutableList<String>> chosen = columns.buildOrThrow();
    if (reading.columns().isEmpty()) {
      requireNoOthers(chosen, unneeded);
    }
    return chosen;
  }

  private void requireNoOthers(
      ImmutableMap<String, ImmutableList<String>> chosen, Set<String> unneeded) {
    Set<String> taken = chosen.values().stream().flatMap(List::stream).collect(toImmutableSet());
    Set<String> others =
        Sets.difference(ImmutableSet.copyOf(table.columns()), Sets.union(taken, unneeded));
    if (!others.isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "The table '%s' has columns that no input of the model takes: %s; the inputs are"
                  + " %s.\n"
                  + "Maybe name the model's columns with --columns.",
              table.file(), NearestNames.all(others), NearestNames.all(chosen.keySet())));
    }
  }

  private Feed feed(Slot slot, ImmutableList<String> columns) {
    ImmutableList<Feature> features =
        columns.stream().map(column -> feature(slot, column)).collect(toImmutableList());
    ImmutableList<String> names =
        features.stream().flatMap(feature -> feature.names().stream()).collect(toImmutableList());
    int rows = table.rows().size();
    int width = names.size();
    Shape shape = shape(slot, columns.size(), width);
    if ((long) rows * width > MOST_VALUES) {
      throw new SaliencyException(
          Message.of(
              "The table '%s' becomes more than %s values.\nMaybe cut it into several.",
              table.file(), MOST_VALUES));
    }
    float[] values = new float[rows * width];
    Map<String, Integer> places = new HashMap<>();
    slot.texts().forEach(text -> places.put(text, places.size()));
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      for (Feature feature : features) {
        put(slot, feature, row, places, values, at);
        at += feature.names().size();
      }
    }
    return Feed.batch(values, shape, row -> view(features, names, row));
  }

  private Feature feature(Slot slot, String column) {
    int place = table.place(column);
    Optional<Code> code = slot.takesTexts() ? Optional.empty() : reading.tables().of(column);
    return code.isPresent() && code.get() instanceof Code.OneHot oneHot
        ? new Feature(
            place,
            code,
            oneHot.categories().stream()
                .map(category -> column + "=" + category)
                .collect(toImmutableList()))
        : new Feature(place, code, ImmutableList.of(column));
  }

  private Shape shape(Slot slot, int columns, int width) {
    int rows = table.rows().size();
    if (!slot.hasRank()) {
      return Shape.of(rows, width);
    }
    Shape sample = slot.sample();
    boolean free = sample.numDimensions() == 1 && sample.get(0) == Shape.UNKNOWN_SIZE;
    if (slot.shape().numDimensions() == 0 || (!free && size(slot) != width)) {
      throw new SaliencyException(
          Message.of(
              "The input '%s' takes %s, but %s columns of the table '%s' give %s values per row.\n"
                  + "Maybe name the columns in the model's order with --columns, or their"
                  + " categories with --encoding.",
              slot.name(), slot.shapeText(), columns, table.file(), width));
    }
    return free ? Shape.of(rows, width) : sample.prepend(rows);
  }

  private void put(
      Slot slot, Feature feature, int row, Map<String, Integer> texts, float[] values, int at) {
    int column = feature.place();
    if (slot.takesTexts()) {
      Integer place = texts.get(table.cell(row, column));
      if (place == null) {
        throw table.wrong(row, column, "was not there before", "Maybe the file was changed.");
      }
      values[at] = place;
    } else if (feature.code().isPresent() && feature.code().get() instanceof Code.OneHot oneHot) {
      int category = category(row, column, oneHot);
      values[at + category] = 1;
    } else if (slot.takesTruths()) {
      values[at] = truth(row, column);
    } else if (feature.code().isPresent() && feature.code().get() instanceof Code.Affine affine) {
      values[at] = (float) ((table.number(row, column) - affine.offset()) / affine.scale());
    } else {
      double number = table.number(row, column);
      if (slot.takesIntegers() && (number != Math.rint(number) || Math.abs(number) > MOST_EXACT)) {
        throw table.wrong(
            row,
            column,
            "is no whole number up to 16777216",
            Message.of("The input '%s' takes %s.", slot.name(), slot.type()));
      }
      values[at] = (float) number;
    }
  }

  private int category(int row, int column, Code.OneHot oneHot) {
    String cell = table.cell(row, column);
    int exact = oneHot.categories().indexOf(cell);
    int category = exact >= 0 ? exact : oneHot.categories().indexOf(cell.strip());
    if (category < 0) {
      throw table.wrong(
          row,
          column,
          "is no category of the encoding",
          Message.of("Maybe one of %s.", NearestNames.of(cell, oneHot.categories())));
    }
    return category;
  }

  private float truth(int row, int column) {
    return switch (Ascii.toLowerCase(table.cell(row, column).strip())) {
      case "true", "1" -> 1;
      case "false", "0" -> 0;
      default -> throw table.wrong(row, column, "is no truth value", "Maybe true, false, 1 or 0.");
    };
  }

  private InputView view(ImmutableList<Feature> features, ImmutableList<String> names, int row) {
    ImmutableList.Builder<String> values = ImmutableList.builder();
    for (Feature feature : features) {
      String cell = table.rows().get(row).get(feature.place());
      if (feature.code().isPresent() && feature.code().get() instanceof Code.OneHot oneHot) {
        int category = category(row, feature.place(), oneHot);
        for (int i = 0; i < oneHot.categories().size(); i++) {
          values.add(i == category ? "1" : "0");
        }
      } else {
        values.add(cell);
      }
    }
    return new InputView.Row(names, values.build());
  }
}
