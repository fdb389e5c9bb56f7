package io.github.tfsaliency.cli.input;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.file.Npz;
import io.github.tfsaliency.image.Bands;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Reads the files of one input of a command. */
public final class InputReader {
  private static final int RGB = 3;

  private final String text;
  private final Model model;
  private final Reading reading;
  private final ImmutableSet<String> needed;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<String, InputKind> kinds = new LinkedHashMap<>();
  private final Map<String, Feed> feeds = new LinkedHashMap<>();
  private final Map<String, Picture> pictures = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  private InputReader(String text, Model model, Reading reading) {
    this.text = text;
    this.model = model;
    this.reading = reading;
    needed = ImmutableSet.copyOf(model.inputNames());
  }

  /**
   * Reads what a command was given.
   *
   * @param text {@code FILE} or {@code NAME=FILE,NAME=FILE}
   * @param model that it is for
   * @param reading how files are read
   * @throws SaliencyException if it cannot be read, or is none of the model's
   */
  public static ReadInput read(String text, Model model, Reading reading) {
    InputReader reader = new InputReader(text, model, reading);
    Map<String, String> given = reader.byName();
    if (given.isEmpty()) {
      reader.readWhole(Path.of(text));
    } else {
      reader.readNamed(
          Maps.transformValues(given, Path::of), Maps.transformValues(given, InputKind::of));
    }
    return reader.finish();
  }

  /**
   * Reads files of which it is known what they are, whatever their names end with.
   *
   * @param text for messages
   * @param files by the names of the inputs
   * @param kinds by the names of the inputs
   * @param model that they are for
   * @param reading how they are read
   * @throws SaliencyException if they cannot be read, or are none of the model's
   */
  public static ReadInput read(
      String text,
      ImmutableMap<String, Path> files,
      ImmutableMap<String, InputKind> kinds,
      Model model,
      Reading reading) {
    InputReader reader = new InputReader(text, model, reading);
    if (!files.keySet().equals(reader.needed)) {
      throw new SaliencyException(
          Message.of("The model takes the inputs %s, not %s.", model.inputNames(), files.keySet()));
    }
    reader.readNamed(files, kinds);
    return reader.finish();
  }

  /** Empty for what names no inputs, such as the name of a file. */
  private Map<String, String> byName() {
    Map<String, String> given;
    try {
      given =
          Splitter.on(',')
              .trimResults()
              .withKeyValueSeparator(Splitter.on('=').limit(2))
              .split(text);
    } catch (IllegalArgumentException e) {
      return Map.of();
    }
    boolean names = Sets.union(needed, model.unusedInputs()).containsAll(given.keySet());
    return names ? Maps.filterKeys(given, needed::contains) : Map.of();
  }

  private void readWhole(Path file) {
    InputKind kind = InputKind.of(text);
    boolean forAll = kind == InputKind.TABLE || kind == InputKind.TEXT || kind == InputKind.ARRAYS;
    if (needed.size() > 1 && !forAll) {
      throw notNamed();
    }
    read(needed, file, kind);
  }

  private SaliencyException notNamed() {
    return new SaliencyException(
        Message.of(
            "The model takes the inputs %s, not '%s'.\nMaybe give a .npy file for each: %s.",
            model.inputNames(),
            text,
            Message.part(
                Shown.text(
                    String.join(
                        ",", model.inputNames().stream().map(n -> n + "=FILE").toList())))));
  }

  private void readNamed(Map<String, Path> byName, Map<String, InputKind> kindsByName) {
    Map<Path, Set<String>> byFile = new LinkedHashMap<>();
    byName.forEach(
        (name, file) -> byFile.computeIfAbsent(file, key -> new LinkedHashSet<>()).add(name));
    byFile.forEach(
        (file, names) -> {
          InputKind kind = requireNonNull(kindsByName.get(names.iterator().next()));
          if (kind == InputKind.TEXT) {
            needed.stream()
                .filter(name -> !byName.containsKey(name))
                .filter(name -> TextReader.Role.of(name) != TextReader.Role.IDS)
                .forEach(names::add);
          }
          read(names, file, kind);
        });
    if (!feeds.keySet().containsAll(needed)) {
      throw notNamed();
    }
  }

  private void read(Set<String> names, Path file, InputKind kind) {
    ImmutableList<Slot> slots =
        names.stream().map(name -> Slot.of(model, name)).collect(toImmutableList());
    Map<String, Feed> read =
        switch (kind) {
          case TABLE ->
              new TableReader(Table.read(file), reading)
                  .feeds(slots, Sets.union(model.unusedInputs(), needed));
          case TEXT -> new TextReader(file, reading, notes::add).feeds(slots);
          case ARRAYS -> arrays(file, slots);
          case SOUND, ARRAY, PICTURE -> each(file, kind, slots);
        };
    read.forEach(
        (name, feed) -> {
          files.put(name, file);
          kinds.put(name, kind);
          feeds.put(name, feed);
        });
  }

  private ImmutableMap<String, Feed> each(Path file, InputKind kind, List<Slot> slots) {
    return slots.stream()
        .collect(
            toImmutableMap(
                Slot::name,
                slot ->
                    switch (kind) {
                      case SOUND -> new SoundReader(file, rate(), notes::add).feed(slot);
                      case ARRAY -> Feed.numbers(Npy.read(file), slot);
                      default -> picture(file, slot);
                    }));
  }

  private OptionalInt rate() {
    return reading.sampleRate().isPresent() ? reading.sampleRate() : model.sampleRate();
  }

  private Feed picture(Path file, Slot slot) {
    Shape shape = slot.shape();
    boolean four = slot.hasRank() && shape.numDimensions() == 4;
    int channel = model.isChannelsFirst(slot.name()) ? 1 : 3;
    boolean rgb = !four || shape.get(channel) == RGB || shape.get(channel) < 1;
    if (rgb && reading.bandScales().isEmpty() && !Bands.isFine(file)) {
      Picture picture = Picture.read(file);
      return picture(slot, picture, model.encode(slot.name(), picture));
    }
    Bands bands = Bands.read(file);
    Picture shown = shown(file, bands);
    // Resized before, as the values of a file have limits that the scaled ones have not.
    Bands scaled =
        reading
            .bandScales()
            .map(scales -> sized(bands, slot).scaled(scales.offset(), scales.scale()))
            .orElse(bands);
    return picture(slot, shown, model.encode(slot.name(), scaled));
  }

  private Bands sized(Bands bands, Slot slot) {
    int first = model.isChannelsFirst(slot.name()) ? 2 : 1;
    boolean four = slot.hasRank() && slot.shape().numDimensions() == 4;
    long height = four ? slot.shape().get(first) : Shape.UNKNOWN_SIZE;
    long width = four ? slot.shape().get(first + 1) : Shape.UNKNOWN_SIZE;
    return height > 0 && width > 0
        ? bands.fit(Math.toIntExact(width), Math.toIntExact(height))
        : bands;
  }

  private Feed picture(Slot slot, Picture picture, FloatNdArray encoded) {
    pictures.put(slot.name(), picture);
    return new Feed(encoded, 1, sample -> new InputView.Photograph(picture));
  }

  /** One or two bands are shown as grey. */
  private Picture shown(Path file, Bands bands) {
    List<Integer> asked = reading.bands();
    if (asked.isEmpty()) {
      return bands.count() < RGB ? bands.shown(0, 0, 0) : bands.shown(0, 1, 2);
    }
    if (asked.stream().anyMatch(band -> band > bands.count())) {
      throw new SaliencyException(
          Message.of(
              "The picture '%s' has %s bands, of which %s cannot be shown.\nMaybe --bands 3,2,1.",
              file, bands.count(), asked));
    }
    return bands.shown(asked.get(0) - 1, asked.get(1) - 1, asked.get(2) - 1);
  }

  /** An array of the input's name, or the only one for the only input. */
  private static ImmutableMap<String, Feed> arrays(Path file, List<Slot> slots) {
    ImmutableSet<String> there = Npz.names(file);
    boolean only = slots.size() == 1 && there.size() == 1;
    Map<String, String> wanted = new LinkedHashMap<>();
    slots.forEach(slot -> wanted.put(slot.name(), only ? there.asList().get(0) : slot.name()));
    ImmutableMap<String, FloatNdArray> arrays =
        Npz.read(file, ImmutableSet.copyOf(wanted.values()));
    return slots.stream()
        .collect(
            toImmutableMap(
                Slot::name,
                slot -> {
                  String name = requireNonNull(wanted.get(slot.name()));
                  return Feed.numbers(requireNonNull(arrays.get(name)), slot);
                }));
  }

  private ReadInput finish() {
    boolean mixed = ImmutableSet.copyOf(kinds.values()).size() > 1;
    Map<String, Feed> all = new LinkedHashMap<>();
    for (String name : model.inputNames()) {
      Feed feed = requireNonNull(feeds.get(name), name);
      all.put(name, mixed ? feed.batched(Slot.of(model, name)) : feed);
    }
    requireSameCount(all);
    return new ReadInput(
        ImmutableMap.copyOf(files),
        ImmutableMap.copyOf(kinds),
        ImmutableMap.copyOf(Maps.transformValues(all, Feed::values)),
        ImmutableMap.copyOf(Maps.transformValues(all, Feed::view)),
        ImmutableMap.copyOf(pictures),
        all.values().stream().mapToInt(Feed::samples).max().orElse(1),
        ImmutableList.copyOf(notes));
  }

  /** Arrays alone are counted where they are fed: a scalar belongs to all samples. */
  private void requireSameCount(Map<String, Feed> all) {
    if (kinds.values().stream().allMatch(kind -> kind == InputKind.ARRAY)) {
      return;
    }
    List<String> counts = new ArrayList<>();
    all.forEach(
        (name, feed) -> {
          if (feed.values().rank() > 0) {
            counts.add(Message.of("%s %s", name, feed.samples()));
          }
        });
    boolean same =
        all.values().stream()
                .filter(feed -> feed.values().rank() > 0)
                .mapToInt(Feed::samples)
                .distinct()
                .count()
            <= 1;
    if (!same) {
      throw new SaliencyException(
          Message.of(
              "The files of '%s' do not have the same number of samples: %s.\n"
                  + "Maybe a row, a line or a file is missing.",
              text, Message.part(Shown.text(String.join(", ", counts)))));
    }
  }
}
