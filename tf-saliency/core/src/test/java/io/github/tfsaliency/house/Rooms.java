package io.github.tfsaliency.house;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.HashSet;
import java.util.Set;

/**
 * The packages of the library, each with those that it may use; a package uses earlier ones alone.
 */
final class Rooms {
  private static final String TABLE =
      """
      message:
      raster:
      statistic:
      op:
      header:
      output:
      layer: message
      attribution: message raster
      gradient: message layer attribution
      explain: message attribution gradient
      sampling: message attribution explain
      segment: message raster attribution
      rule: message op layer attribution gradient
      method: message attribution gradient explain sampling rule
      method.hiding: message raster attribution gradient explain sampling segment
      image: message raster statistic header attribution
      metric: message attribution
      concept: message attribution
      graph.files: message attribution
      graph: message op attribution graph.files
      graph.check: message op header attribution graph
      graph.inline: message op attribution graph graph.check
      graph.savedmodel: message op attribution graph.files graph graph.check graph.inline
      opgradient: op graph
      inspect: message attribution
      activation:
      axis: message op attribution graph graph.check
      attention: message op attribution graph axis
      channels: message op attribution graph graph.check opgradient
      canonical: message op layer graph graph.check opgradient activation channels
      deadline: message attribution
      method.path: message raster attribution gradient explain sampling segment method deadline
      engine.run: message attribution deadline
      engine.forward: message op attribution gradient explain graph graph.check opgradient axis attention canonical engine.run
      engine.marker: message op layer attribution gradient graph opgradient channels canonical deadline engine.forward
      engine.build: message op attribution gradient explain graph.files graph graph.check graph.savedmodel opgradient axis attention canonical deadline engine.run engine.forward engine.marker
      engine: message attribution gradient explain inspect graph graph.check graph.savedmodel opgradient axis canonical deadline engine.run engine.forward engine.marker engine.build
      file: message attribution
      record: message attribution image file
      method.attention: message layer attribution gradient explain sampling
      spec: message attribution gradient explain segment rule method method.hiding image metric method.path file method.attention
      tensorboard: message attribution gradient explain image graph opgradient engine.build engine spec
      export: message output attribution gradient explain method image graph.files graph graph.check graph.savedmodel opgradient engine.build engine spec
      """;

  private static final ImmutableMap<String, ImmutableSet<String>> USES = read();

  private Rooms() {}

  private static ImmutableMap<String, ImmutableSet<String>> read() {
    ImmutableMap.Builder<String, ImmutableSet<String>> uses = ImmutableMap.builder();
    for (String row : Splitter.on('\n').omitEmptyStrings().split(TABLE)) {
      String room = row.substring(0, row.indexOf(':'));
      uses.put(
          room,
          Splitter.on(' ')
              .omitEmptyStrings()
              .splitToStream(row.substring(room.length() + 1))
              .collect(toImmutableSet()));
    }
    return uses.buildOrThrow();
  }

  /** Their names, without the library's own package in front. */
  static ImmutableSet<String> all() {
    return USES.keySet();
  }

  /** What a package may use beside itself. */
  static ImmutableSet<String> usedBy(String room) {
    return requireNonNull(USES.get(room), room);
  }

  /** The arrows as a picture in Markdown, without those that follow from others. */
  static String picture() {
    StringBuilder picture = new StringBuilder("```mermaid\nflowchart TD\n");
    for (String room : all()) {
      Set<String> implied = new HashSet<>();
      usedBy(room).forEach(used -> implied.addAll(reachedFrom(used)));
      for (String used : Sets.difference(usedBy(room), implied)) {
        picture.append("  ").append(room).append(" --> ").append(used).append('\n');
      }
    }
    return picture.append("```\n").toString();
  }

  private static Set<String> reachedFrom(String room) {
    Set<String> reached = new HashSet<>(usedBy(room));
    usedBy(room).forEach(used -> reached.addAll(reachedFrom(used)));
    return reached;
  }
}
