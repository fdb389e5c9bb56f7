package io.github.tfsaliency.graph.check;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.op.OpListFile;
import java.util.Map;
import java.util.regex.Pattern;

/** Says of an op that {@link AllowedOps} refuses what is wrong with it. */
final class RefusedOps {
  private static final ImmutableMap<Pattern, String> DEEDS = read();

  private RefusedOps() {}

  /** The end of a sentence: "the op X, which ...". */
  static String whatIsWrongWith(String op) {
    for (Map.Entry<Pattern, String> deed : DEEDS.entrySet()) {
      if (deed.getKey().matcher(op).matches()) {
        return deed.getValue();
      }
    }
    return NodeOutputs.isKnown(op)
        ? "is not known to be safe"
        : "TensorFlow does not know: a custom op runs its own code";
  }

  private static ImmutableMap<Pattern, String> read() {
    ImmutableMap.Builder<Pattern, String> deeds = ImmutableMap.builder();
    String deed = "";
    for (String line : OpListFile.lines(RefusedOps.class, "refused-ops.txt")) {
      if (line.startsWith("[")) {
        deed = line.substring(1, line.length() - 1);
        continue;
      }
      for (String name : Splitter.on(' ').omitEmptyStrings().split(line)) {
        deeds.put(Pattern.compile(name.replace("*", ".*")), deed);
      }
    }
    return deeds.buildOrThrow();
  }
}
