package io.github.tfsaliency.examples.bias;

import static io.github.tfsaliency.examples.bias.FigureLines.orNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.tfsaliency.examples.bias.FigureLines.Agreement;
import io.github.tfsaliency.examples.bias.FigureLines.Figure;
import io.github.tfsaliency.examples.bias.FigureLines.GarmentFigure;
import io.github.tfsaliency.examples.bias.FigureLines.Interval;
import io.github.tfsaliency.examples.bias.FigureLines.LooksFigure;
import io.github.tfsaliency.examples.bias.FigureLines.MassAtZero;
import io.github.tfsaliency.examples.bias.FigureLines.ProfileFigure;
import io.github.tfsaliency.examples.looks.LooksResults;
import io.github.tfsaliency.examples.looks.Measure;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of the report for other programs. */
final class FigureFiles {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private FigureFiles() {}

  private record Garments(
      long seed,
      int explained,
      List<SweepResults.Accuracy> accuracies,
      List<MassAtZero> atZero,
      List<GarmentFigure> figures) {}

  private record Figures(
      long seed,
      boolean quick,
      String model,
      double largestRelativeLogitDifference,
      List<Figure> figures,
      List<ProfileFigure> profiles,
      Garments garments,
      List<LooksFigure> looks,
      List<Agreement> agreements,
      List<ExperimentFigure> experiments) {}

  /** {@code figures.json} with all of them, and a table for each kind. */
  static void write(StudyResults study, Path folder) throws IOException {
    BiasResults results = study.photos();
    SweepResults sweep = study.sweep();
    List<GarmentFigure> garments = garments(sweep);
    List<LooksFigure> looks = looks(study);
    List<ExperimentFigure> experiments = ExperimentFigure.of(study);
    List<Figure> figures = figures(results);
    List<ProfileFigure> profiles = profiles(results);
    Files.writeString(
        folder.resolve("figures.json"),
        GSON.toJson(
                new Figures(
                    study.study().seed(),
                    study.study().quick(),
                    results.modelName(),
                    results.logitDifference(),
                    figures,
                    profiles,
                    new Garments(
                        sweep.seed(),
                        sweep.explained(),
                        sweep.accuracies().byBrightness(),
                        atZero(sweep),
                        garments),
                    looks,
                    agreements(study),
                    experiments))
            + "\n");
    FigureTables.photographs(figures, folder.resolve("figures.csv"));
    FigureTables.profiles(profiles, folder.resolve("profiles.csv"));
    FigureTables.garments(garments, folder.resolve("garments.csv"));
    FigureTables.looks(looks, folder.resolve("looks.csv"));
    FigureTables.experiments(experiments, folder.resolve("experiments.csv"));
  }

  private static ImmutableMap<String, LooksResults> looksByScenes(StudyResults study) {
    ImmutableMap.Builder<String, LooksResults> looks = ImmutableMap.builder();
    looks.put("garments", study.garmentLooks());
    study.photoLooks().ifPresent(photos -> looks.put("photographs", photos));
    return looks.buildOrThrow();
  }

  private static List<LooksFigure> looks(StudyResults study) {
    List<LooksFigure> figures = new ArrayList<>();
    looksByScenes(study)
        .forEach(
            (scenes, results) -> {
              for (String title : results.titles()) {
                for (Measure measure : Iterables.concat(results.looks(), results.faithfulness())) {
                  figures.add(
                      new LooksFigure(
                          scenes, title, measure, Interval.of(results.mean(measure, title))));
                }
              }
            });
    return figures;
  }

  private static List<Agreement> agreements(StudyResults study) {
    List<Agreement> figures = new ArrayList<>();
    looksByScenes(study)
        .forEach(
            (scenes, results) -> {
              for (Measure looks : results.looks()) {
                for (Measure faithfulness : results.faithfulness()) {
                  LooksResults.Agreement agreement = results.agreement(looks, faithfulness);
                  figures.add(
                      new Agreement(
                          scenes,
                          looks,
                          faithfulness,
                          orNull(agreement.correlation()),
                          orNull(agreement.low()),
                          orNull(agreement.high())));
                }
              }
            });
    return figures;
  }

  private static List<GarmentFigure> garments(SweepResults sweep) {
    List<GarmentFigure> figures = new ArrayList<>();
    for (ComparedMethod method : sweep.methods()) {
      for (Encoding encoding : Encoding.COMPARED) {
        SweepResults.Curve curve = sweep.curve(method, encoding);
        for (int i = 0; i < curve.mass().size(); i++) {
          figures.add(
              new GarmentFigure(
                  method.title(),
                  MethodSpecs.print(method.in().apply(encoding)),
                  method.factor(),
                  encoding.name(),
                  encoding.zero(),
                  curve.brightness().get(i),
                  Interval.of(curve.mass().get(i)),
                  Interval.of(curve.rank().get(i))));
        }
      }
    }
    return figures;
  }

  private static List<MassAtZero> atZero(SweepResults sweep) {
    List<MassAtZero> figures = new ArrayList<>();
    for (ComparedMethod method : sweep.methods()) {
      for (Encoding encoding : Encoding.COMPARED) {
        figures.add(
            new MassAtZero(
                method.title(),
                MethodSpecs.print(method.in().apply(encoding)),
                method.factor(),
                encoding.name(),
                encoding.zero(),
                Interval.of(sweep.curve(method, encoding).atZero())));
      }
    }
    return figures;
  }

  private static List<Figure> figures(BiasResults results) {
    List<Figure> figures = new ArrayList<>();
    for (PhotoResult photo : results.photos()) {
      for (ComparedMethod method : ComparedMethod.ALL) {
        for (Encoding encoding : Encoding.COMPARED) {
          figures.add(
              new Figure(
                  photo.name(),
                  method.title(),
                  MethodSpecs.print(method.in().apply(encoding)),
                  method.factor(),
                  encoding.name(),
                  encoding.zero(),
                  orNull(photo.of(method, encoding).zeroPointRatio()),
                  orNull(photo.of(method).disagreement()),
                  orNull(photo.of(method).nonZeroDisagreement())));
        }
      }
    }
    return figures;
  }

  private static List<ProfileFigure> profiles(BiasResults results) {
    List<ProfileFigure> profiles = new ArrayList<>();
    for (ComparedMethod method : ComparedMethod.ALL) {
      for (Encoding encoding : Encoding.COMPARED) {
        Profile profile = results.profile(method, encoding);
        List<@Nullable Double> means = new ArrayList<>();
        profile.means().forEach(mean -> means.add(orNull(mean)));
        profiles.add(
            new ProfileFigure(
                method.title(),
                MethodSpecs.print(method.in().apply(encoding)),
                encoding.name(),
                Profile.centers(),
                means,
                profile.counts()));
      }
    }
    return profiles;
  }
}
