package io.github.tfsaliency.cli.sample;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.message.Message;

/** Says loudly what the maps of texts are: no value of a text can be changed a little. */
public final class TextMaps {
  private TextMaps() {}

  /**
   * A sentence for each input of strings.
   *
   * @param model as it was loaded
   * @return what its map is of, or that it has none
   */
  public static ImmutableList<String> notes(Model model) {
    ImmutableMap<String, String> maps = model.attributedTensors();
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    for (String input : model.inputNames()) {
      if (!model.texts(input).isEmpty()) {
        notes.add(
            maps.containsKey(input)
                ? Message.of(
                    "the input '%s' is text: its map is of '%s', after the look-up",
                    input, maps.get(input))
                : Message.of("the input '%s' is text and has no map", input));
      }
    }
    return notes.build();
  }
}
