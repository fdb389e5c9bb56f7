package io.github.tfsaliency;

import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.*;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class ScratchTest {
  @TempDir private Path folder;

  @Test
  void measures() {
    int k = 0;
    for (String name :
        List.of(
            "../savedmodels/efficientnet-lite0",
            "src/test/resources/models/vit",
            "src/test/resources/models/mobilenet",
            "src/test/resources/models/resnet")) {
      for (AttributionMethod method :
          List.of(
              new Gradient(),
              new DeepLift(0.25),
              new HiResCam(),
              new GuidedGradCam(),
              IntegratedGradients.steps(5),
              SmoothGrad.over(new Gradient()).samples(3),
              VarGrad.over(new GradCam()).samples(3))) {
        try (Model model = Model.load(Path.of(name));
            Model other = Model.load(Path.of(name))) {
          FloatNdArray batch =
              Inputs.uniform(7, Shape.of(3).append(model.inputShape().tail()).asArray());
          Saliency s = Saliency.of(model).method(method);
          FloatNdArray a = s.compute(batch).values();
          FloatNdArray b = s.compute(batch).values();
          FloatNdArray c = Saliency.of(other).method(method).compute(batch).values();
          FloatNdArray d = s.memory(1).compute(batch).values();
          Path out = folder.resolve("e" + k++);
          s.export(out);
          try (Model m = Model.load(out)) {
            Explanation e = m.explanation().orElseThrow();
            FloatNdArray f = e.compute(batch, Target.top()).values();
            FloatNdArray one = e.compute(batch.get(1), Target.top()).values();
            System.out.printf(
                "S %s %s twice %.1e other %.1e chunk1 %.1e export %.1e export-chunk1 %.1e one-chunk1 %.1e%n",
                Path.of(name).getFileName(),
                method.spec(),
                Maps.of(a, b).largestError(),
                Maps.of(a, c).largestError(),
                Maps.of(a, d).largestError(),
                Maps.of(a, f).largestError(),
                Maps.of(d, f).largestError(),
                Maps.of(one, d.get(1)).largestError());
          }
        } catch (io.github.tfsaliency.attribution.SaliencyException e) {
          System.out.println("S no " + name + method);
        }
      }
    }
  }
}
