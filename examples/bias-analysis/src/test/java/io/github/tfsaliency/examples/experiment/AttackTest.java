package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.examples.part.PartFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;

class AttackTest {
  private static final List<String> STEPS = new ArrayList<>();
  @AutoClose private static Model model;
  private static FittedPhoto photo;
  private static FloatNdArray logits;
  private static Attack part;
  private static AttackResult result;

  @BeforeAll
  static void attack() {
    model = Model.load(Embedded.PHOTO_MODEL);
    photo = FittedPhoto.of(model, Embedded.COFFEE);
    logits = model.predict(photo.input()).get(0);
    part = Attack.of(() -> model, Saliency::of, Embedded.COFFEE, AttackGoal.SECOND, Effort.QUICK);
    result = part.run(STEPS::add);
  }

  private static IterativeAttack.Outcome attack(IterativeAttack attack, int newClass) {
    return attack.run(model, Saliency::of, photo, Logits.top(logits), newClass);
  }

  @Test
  void theNewClassIsTheTopOne() {
    int second = Logits.second(logits);

    IterativeAttack.Outcome outcome = attack(new IterativeAttack(4, 10), second);

    assertThat(outcome.reached()).isTrue();
    assertThat(Logits.top(model.predict(outcome.input()).get(0))).isEqualTo(second);
  }

  @Test
  void noChannelValueLeavesTheBallHoweverManySteps() {
    IterativeAttack.Outcome outcome = attack(new IterativeAttack(1, 3), Logits.last(logits));

    assertThat(outcome.reached()).isFalse();
    assertThat(outcome.steps()).isEqualTo(3);
    assertThat(outcome.levels().stream().map(Math::abs).max()).hasValue(1);
  }

  @Test
  void theAttackedPhotographIsOneOf8Bits() {
    IterativeAttack.Outcome outcome = attack(new IterativeAttack(4, 10), Logits.second(logits));

    FloatNdArray asPicture = photo.encoding().encode(photo.encoding().decode(outcome.input()));

    assertThat(Figures.array(asPicture)).isEqualTo(Figures.array(outcome.input()));
  }

  @Test
  void aPhotographThatIsTakenForTheNewClassAlreadyStaysAsItIs() {
    IterativeAttack.Outcome outcome = attack(new IterativeAttack(4, 10), Logits.top(logits));

    assertThat(outcome.steps()).isZero();
    assertThat(outcome.levels().stream()).containsOnly(0);
  }

  @Test
  void theLogitsChangePlaces() {
    assertThat(result.reached()).isTrue();
    assertThat(result.oldClass().clean()).isGreaterThan(result.newClass().clean());
    assertThat(result.oldClass().attacked()).isLessThan(result.newClass().attacked());
  }

  @Test
  void eachMethodIsCompared() {
    assertThat(result.methods())
        .hasSize(AttackedMethod.ALL.size())
        .allSatisfy(
            method -> {
              assertThat(method.attackedNew().rank()).isBetween(-1.0, 1.0);
              assertThat(method.attackedOld().rank()).isBetween(-1.0, 1.0);
              assertThat(method.cleanNew().ssim()).isBetween(-1.0, 1.0);
            });
  }

  @Test
  void theListenerIsCalledAsOftenAsItIsSaid() {
    assertThat(STEPS).hasSize(part.steps());
  }

  @Test
  void aSecondRunGivesTheSameAndComesBackFromItsFile(@TempDir Path folder) {
    assertThat(new PartFolder(folder, "").finish(part, step -> {})).isEqualTo(result);
  }

  @Test
  void thePartIsNamedAfterGoalAndFile() {
    assertThat(
            Attack.of(
                    () -> model,
                    Saliency::of,
                    Path.of("x/My Photo.JPG"),
                    AttackGoal.LEAST_LIKELY,
                    Effort.QUICK)
                .name())
        .isEqualTo("attack-least-likely-my-photo-jpg");
  }

  @Test
  void anAttackThatMayChangeNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IterativeAttack(0, 1))
        .withMessage("The largest change (0 levels) must be positive.");
  }
}
