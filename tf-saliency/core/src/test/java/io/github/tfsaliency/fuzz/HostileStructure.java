package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.tensorflow.proto.SavedModel;

/** A real model whose structure was changed on purpose, as an attacker would. */
final class HostileStructure implements FuzzCase {
  private final Question question;
  private final FuzzSeed seed;
  private final SavedModel model;
  private final Map<String, byte[]> variables;
  private final StringBuilder attacks = new StringBuilder();

  /**
   * One of them, changed.
   *
   * @param seeds models, of which a map is asked, or an export
   * @param exports models with a signature {@code explain}, which is called
   * @param questions of which one is asked
   */
  HostileStructure(
      Random random,
      ImmutableList<FuzzSeed> seeds,
      ImmutableList<FuzzSeed> exports,
      ImmutableList<Question> questions) {
    question = questions.get(random.nextInt(questions.size()));
    // The smallest models are as good as the others at most things, and faster.
    seed =
        question == Question.OWN_EXPLANATION
            ? exports.get(random.nextInt(exports.size()))
            : seeds.get(random.nextInt(random.nextInt(4) == 0 ? seeds.size() : 4));
    attacks.append(seed.name()).append(question == Question.EXPORT ? " exported" : "");
    HostileCheckpoint checkpoint = new HostileCheckpoint(random, seed);
    SavedModel changed = seed.model();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int attack = random.nextInt(10);
      if (attack < 4) {
        HiddenOp hidden = new HiddenOp(random, seed.path());
        changed = hidden.in(changed);
        attacks.append(", ").append(hidden);
      } else if (attack < 8) {
        HostileFlow flow = new HostileFlow(random, seed.path());
        changed = flow.in(changed);
        attacks.append(", ").append(flow);
      } else {
        attacks.append(", ").append(checkpoint.damage());
      }
    }
    model = changed;
    variables = checkpoint.files();
  }

  @Override
  public String about() {
    return attacks.toString();
  }

  @Override
  public Question question() {
    return question;
  }

  @Override
  public ModelLoader loader(Path folder) {
    return seed.loader(folder);
  }

  @Override
  public void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("variables"));
    Files.write(folder.resolve(FuzzSeed.GRAPH), model.toByteArray());
    for (Map.Entry<String, byte[]> file : variables.entrySet()) {
      Files.write(folder.resolve("variables").resolve(file.getKey()), file.getValue());
    }
  }
}
