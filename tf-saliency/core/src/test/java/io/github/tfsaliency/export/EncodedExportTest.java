package io.github.tfsaliency.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

@TestInstance(Lifecycle.PER_CLASS)
class EncodedExportTest {
  private static final Path PICTURES = Path.of("src/test/resources/image");
  private static final Path PHOTOS = Path.of("../../examples/photos");
  @TempDir private Path folder;

  @Test
  void look() throws IOException {
    Path out = folder.resolve("x");
    List<Path> files = new java.util.ArrayList<>();
    for (Path dir : List.of(PICTURES, PHOTOS, Path.of("/tmp/enc/pics"))) {
      try (var all = Files.list(dir)) {
        all.filter(f -> f.toString().matches(".*\\.(png|jpg|webp|gif|bmp)")).sorted().forEach(files::add);
      }
    }
    try (Model model = Model.from(References.model("vgg")).encoding(PixelEncoding.raw()).load()) {
      System.out.println(Saliency.of(model).method(Gradient.of()).export(out));
      try (SavedModelBundle bundle = SavedModelBundle.load(out.toString())) {
        for (Path f : files) {
          try {
            FloatNdArray own = model.encode(Picture.read(f));
            NdArray<byte[]> bytes = NdArrays.ofObjects(byte[].class, Shape.of(1));
            bytes.setObject(Files.readAllBytes(f), 0);
            try (TString t = TString.tensorOfBytes(bytes);
                Result r = bundle.session().runner().feed("saliency_decode/image_bytes", t)
                    .fetch("saliency_decode/pictures").run()) {
              TFloat32 got = (TFloat32) r.get(0);
              double max = 0; int n = 0;
              for (long i = 0; i < 32; i++) for (long j = 0; j < 32; j++) for (long c = 0; c < 3; c++) {
                double d = Math.abs(got.getFloat(0, i, j, c) - own.getFloat(i, j, c));
                max = Math.max(max, d); if (d > 0) n++;
              }
              System.out.println(f.getFileName() + " max " + max + " count " + n + "/3072");
            }
          } catch (RuntimeException e) {
            System.out.println(f.getFileName() + " " + e.getClass().getSimpleName() + ": " + String.valueOf(e.getMessage()).split("\n")[0]);
          }
        }
      }
    }
  }
}
