package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class BrightnessProfileTest {
  @Test
  void ofAConstantMapIsFlat() {
    BrightnessProfile profile =
        BrightnessProfile.perChannel(4)
            .plus(Images.row(0.1, 0.3, 0.6, 0.9), Attribution.of(Images.row(-7, 7, 7, -7)));

    assertThat(profile.means().toArray()).containsExactly(1, 1, 1, 1);
  }

  @Test
  void ofAMapProportionalToTheBrightnessIsTwiceTheBinCentre() {
    // The middles of 100 equal parts of [0, 1]: five in each bin, whose mean is the bin's centre.
    double[] brightness = Images.ramp(0.005, 0.01, 100);
    BrightnessProfile profile =
        BrightnessProfile.perChannel()
            .plus(Images.row(brightness), Attribution.of(Images.row(brightness)));

    double[] centers = profile.centers().toArray();
    for (int bin = 0; bin < 20; bin++) {
      assertThat(profile.means().get(bin)).isCloseTo(2 * centers[bin], offset(1e-6));
      assertThat(profile.counts().get(bin)).isEqualTo(5);
    }
  }

  @Test
  void hasTwentyBinsWithCentersBetweenBlackAndWhite() {
    BrightnessProfile profile = BrightnessProfile.perPixel();

    assertThat(profile.binCount()).isEqualTo(20);
    assertThat(profile.centers().length()).isEqualTo(20);
    assertThat(profile.centers().get(0)).isEqualTo(0.025);
    assertThat(profile.centers().get(19)).isEqualTo(0.975);
  }

  @Test
  void leavesAnEmptyBinUndefined() {
    BrightnessProfile profile =
        BrightnessProfile.perChannel(3).plus(Images.row(0, 0.9), Attribution.of(Images.row(1, 3)));

    assertThat(profile.means().toArray()).containsExactly(0.5, Double.NaN, 1.5);
    assertThat(profile.counts().toArray()).containsExactly(1, 0, 1);
  }

  @Test
  void putsALowerEdgeIntoItsBinAndWhiteIntoTheLast() {
    BrightnessProfile profile =
        BrightnessProfile.perChannel(2)
            .plus(Images.row(0, 0.5, 1), Attribution.of(Images.row(1, 1, 1)));

    assertThat(profile.counts().toArray()).containsExactly(1, 2);
  }

  @Test
  void poolsMapsEachInUnitsOfItsOwnMean() {
    FloatNdArray photograph = Images.row(0.2, 0.8);
    BrightnessProfile profile =
        BrightnessProfile.perChannel(2)
            .plus(photograph, Attribution.of(Images.row(1, 3)))
            .plus(photograph, Attribution.of(Images.row(1000, 1000)));

    assertThat(profile.means().toArray()).containsExactly(0.75, 1.25);
    assertThat(profile.counts().toArray()).containsExactly(2, 2);
    assertThat(profile.mapCount()).isEqualTo(2);
  }

  @Test
  void weighsMapsByTheirSize() {
    BrightnessProfile profile =
        BrightnessProfile.perChannel(2)
            .plus(Images.row(0.2, 0.8), Attribution.of(Images.row(0, 1)))
            .plus(Images.row(0.2, 0.2, 0.2, 0.8), Attribution.of(Images.row(1, 1, 1, 1)));

    assertThat(profile.means().toArray()).containsExactly(0.75, 1.5);
  }

  @Test
  void isNotChangedByPlus() {
    BrightnessProfile empty = BrightnessProfile.perChannel(2);

    assertThat(empty.plus(Images.row(0.2), Attribution.of(Images.row(1))).mapCount()).isEqualTo(1);
    assertThat(empty.mapCount()).isZero();
    assertThat(empty.counts().toArray()).containsExactly(0, 0);
    assertThat(empty.means().toArray()).containsExactly(Double.NaN, Double.NaN);
  }

  @Test
  void leavesOutAMapThatIsZeroEverywhere() {
    BrightnessProfile profile =
        BrightnessProfile.perChannel(2)
            .plus(Images.row(0.2, 0.8), Attribution.of(Images.row(0, -0.0)))
            .plus(Images.row(0.2, 0.8), Attribution.of(Images.row(1, 3)));

    assertThat(profile.mapCount()).isEqualTo(1);
    assertThat(profile.means().toArray()).containsExactly(0.5, 1.5);
  }

  @Test
  void perChannelSeparatesWhatPerPixelAverages() {
    FloatNdArray photograph = Images.image(1, 2, 2, 0, 1, 0.75, 0.75);
    FloatNdArray map = Images.image(1, 2, 2, 0, -4, 6, 6);

    BrightnessProfile channels =
        BrightnessProfile.perChannel(4).plus(photograph, Attribution.of(map));
    BrightnessProfile pixels = BrightnessProfile.perPixel(4).plus(photograph, Attribution.of(map));

    assertThat(channels.counts().toArray()).containsExactly(1, 0, 0, 3);
    assertThat(channels.means().toArray()).containsExactly(0, Double.NaN, Double.NaN, 4 / 3.0);
    assertThat(pixels.counts().toArray()).containsExactly(0, 0, 1, 1);
    assertThat(pixels.means().toArray()).containsExactly(Double.NaN, Double.NaN, 0.5, 1.5);
  }

  @Test
  void perPixelTakesAGreyPhotograph() {
    BrightnessProfile profile =
        BrightnessProfile.perPixel(2)
            .plus(
                Images.array(Shape.of(1, 2), 0.1, 0.9),
                Attribution.of(Images.image(1, 2, 3, 1, 1, 1, 3, -3, 3)));

    assertThat(profile.means().toArray()).containsExactly(0.5, 1.5);
  }

  @Test
  void printsWhatItHolds() {
    assertThat(BrightnessProfile.perPixel(2).plus(Images.row(0.1), Attribution.of(Images.row(5))))
        .hasToString("BrightnessProfile of 1 maps per pixel: [1.0, NaN]");
    assertThat(BrightnessProfile.perChannel(1))
        .hasToString("BrightnessProfile of 0 maps per channel: [NaN]");
  }

  @Test
  void agreesWithASlowReplicaAndHasTheWeightedMeanOne() {
    Random random = new Random(7);
    Shape shape = Shape.of(9, 11, 3);
    FloatNdArray[] photographs = new FloatNdArray[3];
    FloatNdArray[] maps = new FloatNdArray[3];
    BrightnessProfile channels = BrightnessProfile.perChannel();
    BrightnessProfile pixels = BrightnessProfile.perPixel();
    for (int i = 0; i < 3; i++) {
      photographs[i] = Images.randomPhotograph(random, shape);
      maps[i] = Images.randomMap(random, shape);
      channels = channels.plus(photographs[i], Attribution.of(maps[i]));
      pixels = pixels.plus(photographs[i], Attribution.of(maps[i]));
    }

    for (int bin = 0; bin < 20; bin++) {
      assertThat(channels.means().get(bin))
          .isCloseTo(channelReplica(photographs, maps, bin), offset(1e-6));
      assertThat(pixels.means().get(bin))
          .isCloseTo(pixelReplica(photographs, maps, bin), offset(1e-6));
    }
    assertThat(weightedMean(channels)).isCloseTo(1, offset(1e-9));
    assertThat(weightedMean(pixels)).isCloseTo(1, offset(1e-9));
  }

  private static double weightedMean(BrightnessProfile profile) {
    double sum = 0;
    double count = 0;
    for (int bin = 0; bin < profile.binCount(); bin++) {
      if (profile.counts().get(bin) > 0) {
        sum += profile.means().get(bin) * profile.counts().get(bin);
        count += profile.counts().get(bin);
      }
    }
    return sum / count;
  }

  private static double channelReplica(FloatNdArray[] photographs, FloatNdArray[] maps, int bin) {
    double sum = 0;
    double count = 0;
    for (int m = 0; m < maps.length; m++) {
      double mean = 0;
      for (FloatNdArray value : maps[m].scalars()) {
        mean += Math.abs(value.getFloat()) / (double) maps[m].size();
      }
      for (int h = 0; h < 9; h++) {
        for (int w = 0; w < 11; w++) {
          for (int c = 0; c < 3; c++) {
            float brightness = photographs[m].getFloat(h, w, c);
            if (brightness >= bin * 0.05 && brightness < (bin + 1) * 0.05) {
              sum += Math.abs(maps[m].getFloat(h, w, c)) / mean;
              count++;
            }
          }
        }
      }
    }
    return sum / count;
  }

  private static double pixelReplica(FloatNdArray[] photographs, FloatNdArray[] maps, int bin) {
    double sum = 0;
    double count = 0;
    for (int m = 0; m < maps.length; m++) {
      double mean = 0;
      for (FloatNdArray value : maps[m].scalars()) {
        mean += Math.abs(value.getFloat()) / (double) maps[m].size();
      }
      for (int h = 0; h < 9; h++) {
        for (int w = 0; w < 11; w++) {
          double brightness = 0;
          double magnitude = 0;
          for (int c = 0; c < 3; c++) {
            brightness += photographs[m].getFloat(h, w, c) / 3.0;
            magnitude += Math.abs(maps[m].getFloat(h, w, c)) / 3.0;
          }
          if (brightness >= bin * 0.05 && brightness < (bin + 1) * 0.05) {
            sum += magnitude / mean;
            count++;
          }
        }
      }
    }
    return sum / count;
  }

  @Nested
  class Refuses {
    @Test
    void zeroBins() {
      assertThatThrownBy(() -> BrightnessProfile.perChannel(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A brightness profile has at least 1 bin, but 0 were asked for.");
    }

    @Test
    void theMapOfABatch() {
      FloatNdArray batch = Images.array(Shape.of(1, 1, 2, 1), 0.1, 0.2);

      assertThatThrownBy(() -> BrightnessProfile.perChannel().plus(batch, Attribution.of(batch)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The map has the shape [1, 1, 2, 1], but must have the shape [H, W, C].\n"
                  + "Maybe get one sample of a batch with Attribution.sample(int).");
    }

    @Test
    void aPhotographOfAnotherSize() {
      assertThatThrownBy(
              () ->
                  BrightnessProfile.perChannel()
                      .plus(Images.row(0.1, 0.2), Attribution.of(Images.row(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The photograph (shape [1, 2, 1]) does not fit the map (shape [1, 1, 1]).");
    }

    @Test
    void aGreyPhotographPerChannel() {
      FloatNdArray grey = Images.array(Shape.of(1, 1), 0.1);

      assertThatThrownBy(
              () -> BrightnessProfile.perChannel().plus(grey, Attribution.of(Images.row(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The photograph (shape [1, 1]) does not fit the map (shape [1, 1, 1]).");
    }

    @Test
    void brightnessAboveOne() {
      FloatNdArray photograph = Images.image(1, 2, 2, 0, 1, 0.5, 255);

      assertThatThrownBy(
              () -> BrightnessProfile.perPixel().plus(photograph, Attribution.of(photograph)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The photograph has the brightness 255.0 at [0, 1, 1], but must lie between 0"
                  + " and 1.\n"
                  + "Maybe divide its pixels (0 to 255) by 255, before they are encoded.");
    }

    @Test
    void brightnessThatIsNotANumber() {
      assertThatThrownBy(
              () ->
                  BrightnessProfile.perPixel()
                      .plus(Images.row(Double.NaN), Attribution.of(Images.row(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The photograph has the brightness NaN at [0, 0, 0], but must lie between 0 and 1.\n"
                  + "Maybe divide its pixels (0 to 255) by 255, before they are encoded.");
    }

    @Test
    void aMapWithAnInfinity() {
      FloatNdArray map = Images.image(2, 1, 1, 1, Double.NEGATIVE_INFINITY);

      assertThatThrownBy(
              () ->
                  BrightnessProfile.perPixel()
                      .plus(Images.image(2, 1, 1, 0, 0), Attribution.of(map)))
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage("The map has the value -Infinity at [1, 0, 0].");
    }
  }
}
