package io.github.tfsaliency.spark;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.message.Checks;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.Serializable;

/**
 * The settings of the explanation as texts, which are sent to the workers.
 *
 * @param modelPath the folder of the SavedModel on every worker
 * @param method as for {@link MethodSpecs#parse(String)}
 * @param target as for {@link TargetSpecs#parse(String)}
 * @param format the form of the map
 * @param memory in MiB; 0 for the default of the machine
 */
record Settings(String modelPath, String method, String target, Format format, long memory)
    implements Serializable {
  /** The largest value that the command line accepts. */
  private static final long MOST_MEBIBYTES = Long.MAX_VALUE >> 20;

  Settings {
    Checks.checkArgument(memory >= 0, "The memory (%s) must not be negative, in MiB.", memory);
  }

  /** Refuses texts that nothing can be made of, where that can be said without their files. */
  void check() {
    if (!MethodSpecs.mayNameFile(method)) {
      var unused = MethodSpecs.parse(method);
    }
    if (!TargetSpecs.namesFile(target)) {
      var unused = TargetSpecs.parse(target);
    }
  }

  Saliency saliency(Model model) {
    Saliency saliency =
        Saliency.of(model).method(MethodSpecs.parse(method)).target(TargetSpecs.parse(target));
    return memory == 0 ? saliency : saliency.memory(Math.min(memory, MOST_MEBIBYTES) << 20);
  }
}
