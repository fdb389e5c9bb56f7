package io.github.tfsaliency.examples.experiment;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.report.DataUri;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Does a map move with the prediction? A photograph is attacked until another class is the top one;
 * the maps before and after are compared, and with maps where only the pixels or only the class
 * changed. Nothing in it is random.
 */
public final class Attack implements Part<AttackResult> {
  private static final int EPSILON = 4;
  private static final float MID_GREY = 128;

  /** How many levels a change by one level is shown as: the largest one in black or white. */
  private static final float AMPLIFIED = 127f / EPSILON;

  /** What the result depends on beside the model. */
  record Settings(
      String photo,
      String sum,
      AttackGoal goal,
      IterativeAttack attack,
      ImmutableList<String> methods) {}

  private final Supplier<Model> models;
  private final Function<Model, Saliency> explaining;
  private final Path photo;
  private final AttackGoal goal;
  private final IterativeAttack attack;

  private Attack(
      Supplier<Model> models,
      Function<Model, Saliency> explaining,
      Path photo,
      AttackGoal goal,
      IterativeAttack attack) {
    this.models = models;
    this.explaining = explaining;
    this.photo = photo;
    this.goal = goal;
    this.attack = attack;
  }

  /**
   * The experiment on one photograph.
   *
   * @param models gives a model that takes pictures and says how it encodes them; closed by the
   *     caller
   * @param explaining begins each computation of maps: {@code Saliency::of}, or with a timeout
   * @param photo a picture file
   * @param goal which class becomes the top one
   * @param effort how long the attack may try
   * @return to be run while the model is open
   */
  public static Attack of(
      Supplier<Model> models,
      Function<Model, Saliency> explaining,
      Path photo,
      AttackGoal goal,
      Effort effort) {
    return new Attack(
        models, explaining, photo, goal, new IterativeAttack(EPSILON, effort.choose(10, 30)));
  }

  @Override
  public String name() {
    return "attack-"
        + Ascii.toLowerCase(goal.name()).replace('_', '-')
        + "-"
        + FittedPhoto.partName(photo);
  }

  @Override
  public Object settings() {
    return new Settings(
        FittedPhoto.name(photo),
        FileSums.of(photo),
        goal,
        attack,
        AttackedMethod.ALL.stream()
            .map(method -> MethodSpecs.print(method.method()))
            .collect(toImmutableList()));
  }

  @Override
  public Class<AttackResult> result() {
    return AttackResult.class;
  }

  @Override
  public int steps() {
    return 1 + AttackedMethod.ALL.size();
  }

  @Override
  public AttackResult run(Consumer<String> beforeEachStep) {
    Model model = models.get();
    FittedPhoto clean = FittedPhoto.of(model, photo);
    FloatNdArray logits = model.predict(clean.input()).get(0);
    int oldClass = Logits.top(logits);
    int newClass =
        switch (goal) {
          case SECOND -> Logits.second(logits);
          case LEAST_LIKELY -> Logits.last(logits);
        };
    beforeEachStep.accept("attack on " + FittedPhoto.name(photo) + ": " + goal.title());
    IterativeAttack.Outcome attacked = attack.run(model, explaining, clean, oldClass, newClass);
    FloatNdArray attackedLogits = model.predict(attacked.input()).get(0);

    FloatNdArray inputs =
        Figures.stacked(clean.input(), attacked.input(), attacked.input(), clean.input());
    Saliency saliency =
        explaining.apply(model).target(Target.classIndices(oldClass, newClass, oldClass, newClass));
    List<AttackResult.MethodSimilarities> similarities = new ArrayList<>();
    List<AttackResult.Maps> pictures = new ArrayList<>();
    for (AttackedMethod method : AttackedMethod.ALL) {
      beforeEachStep.accept(FittedPhoto.name(photo) + " attacked: " + method.title());
      FloatNdArray maps = saliency.method(method.method()).compute(inputs).values();
      similarities.add(
          new AttackResult.MethodSimilarities(
              method.title(), similarity(maps, 1), similarity(maps, 2), similarity(maps, 3)));
      if (method.pictured()) {
        pictures.add(
            new AttackResult.Maps(
                method.title(),
                picture(maps, 0),
                picture(maps, 1),
                picture(maps, 2),
                picture(maps, 3)));
      }
    }
    ImmutableIntArray levels = attacked.levels();
    return new AttackResult(
        FittedPhoto.name(photo),
        goal,
        attacked.reached(),
        attacked.steps(),
        attack.epsilon(),
        levels.stream().map(Math::abs).max().orElse(0),
        levels.stream().map(Math::abs).average().orElse(0),
        classLogits(oldClass, logits, attackedLogits),
        classLogits(newClass, logits, attackedLogits),
        FittedPhoto.text(clean.encoding()),
        DataUri.jpeg(clean.picture()),
        DataUri.jpeg(clean.encoding().decode(attacked.input())),
        DataUri.jpeg(change(levels, clean.input().shape())),
        similarities,
        pictures);
  }

  private AttackResult.ClassLogits classLogits(
      int index, FloatNdArray clean, FloatNdArray attacked) {
    return new AttackResult.ClassLogits(
        index,
        PictureModel.label(models.get(), index),
        clean.getFloat(index),
        attacked.getFloat(index));
  }

  private static AttackResult.Similarity similarity(FloatNdArray maps, int other) {
    MapSimilarity similarity =
        MapSimilarity.of(
            Attribution.of(Figures.magnitudes(maps.get(0))),
            Attribution.of(Figures.magnitudes(maps.get(other))));
    return new AttackResult.Similarity(similarity.rankCorrelation(), similarity.ssimOfMagnitudes());
  }

  private static String picture(FloatNdArray maps, int sample) {
    return DataUri.png(Heatmap.of(maps.get(sample)));
  }

  private static Picture change(ImmutableIntArray levels, Shape shape) {
    float[] pixels = new float[levels.length()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = MID_GREY + AMPLIFIED * levels.get(i);
    }
    return Picture.of(NdArrays.wrap(shape, DataBuffers.of(pixels, false, false)));
  }
}
