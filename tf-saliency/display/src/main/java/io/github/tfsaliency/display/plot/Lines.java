package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.display.draw.Anchor;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A panel for each channel of a series: its line, and behind it a band in the colours of the map.
 * All panels share the scale of colours and the axis of steps.
 *
 * @param most how many channels are shown, those with the largest magnitude, in their order
 */
public record Lines(
    ImmutableList<Channel> channels, int most, Scale scale, Steps steps, boolean isSound)
    implements Plot {
  private static final double AXIS = 46;

  @Override
  public void draw(Sketch sketch) {
    List<Channel> shown =
        channels.size() <= most
            ? channels
            : channels.stream()
                .sorted(Comparator.comparingDouble(Channel::magnitude).reversed())
                .limit(most)
                .sorted(Comparator.comparingInt(channels::indexOf))
                .toList();
    double height = shown.size() == 1 ? 150 : shown.size() < 4 ? 100 : 62;
    double left = sketch.left() + AXIS;
    double right = sketch.right() - 4;
    for (Channel channel : shown) {
      sketch.takeTo(sketch.bottom() + 12);
      heading(sketch, channel, left, right);
      double top = sketch.bottom() + 3;
      panel(sketch, channel, left, right, top, top + height);
      sketch.takeTo(top + height);
    }
    steps.draw(sketch, left, right, sketch.bottom());
    Legend.of(sketch, scale, Band.MOST);
    if (shown.size() < channels.size()) {
      double rest =
          channels.stream().filter(each -> !shown.contains(each)).mapToDouble(Channel::sum).sum();
      Legend.note(
          sketch,
          Numbers.count(channels.size() - shown.size())
              + " of "
              + Numbers.count(channels.size())
              + " channels have smaller maps and are not shown; they sum to "
              + Numbers.signed(rest)
              + ".");
    }
    if (Band.pools(right - left, steps.count())) {
      Legend.note(
          sketch, "Where several steps share a colour, it is that of the largest magnitude.");
    }
  }

  private void heading(Sketch sketch, Channel channel, double left, double right) {
    String sum = "sum " + Numbers.signed(channel.sum());
    double base = sketch.bottom() + 13;
    sketch.text(
        Type.NAME.fit(channel.name(), right - left - Type.SMALL.width(sum) - 12),
        left,
        base,
        Anchor.LEFT,
        Type.NAME,
        Ink.TEXT);
    sketch.text(sum, right, base, Anchor.RIGHT, Type.SMALL, Ink.PALE);
    sketch.takeTo(base + 2);
  }

  private void panel(
      Sketch sketch, Channel channel, double left, double right, double top, double bottom) {
    sketch.box(left, top, right - left, bottom - top, Ink.SHADE.solid(), "");
    Band.draw(sketch, channel.map(), scale, steps, left, right, top, bottom);
    double[] finite = Arrays.stream(channel.values()).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return;
    }
    double low = Arrays.stream(finite).min().orElse(0);
    double high = Arrays.stream(finite).max().orElse(1);
    double range = high > low ? high - low : 1;
    double inner = bottom - top - 12;
    Heights heights = value -> bottom - 6 - (high > low ? (value - low) / range : 0.5) * inner;
    sketch.text(Numbers.text(high), left - 6, top + 12, Anchor.RIGHT, Type.SMALL, Ink.PALE);
    if (high > low) {
      sketch.text(Numbers.text(low), left - 6, bottom - 4, Anchor.RIGHT, Type.SMALL, Ink.PALE);
    }
    if (isSound || channel.values().length > 4 * (right - left)) {
      envelope(sketch, channel.values(), heights, left, right);
    } else {
      line(sketch, channel.values(), heights, left, right);
    }
  }

  private interface Heights {
    double of(double value);
  }

  /** Ends where a value is missing, and goes on behind it. */
  private static void line(
      Sketch sketch, double[] values, Heights heights, double left, double right) {
    ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
    for (int i = 0; i < values.length; i++) {
      double at = left + (i + 0.5) / values.length * (right - left);
      if (Double.isFinite(values[i])) {
        x.add(at);
        y.add(heights.of(values[i]));
        boolean alone =
            (i == 0 || !Double.isFinite(values[i - 1]))
                && (i == values.length - 1 || !Double.isFinite(values[i + 1]));
        if (alone) {
          sketch.dot(at, heights.of(values[i]), 2, Ink.TEXT.solid(), "");
        }
      } else {
        sketch.curve(x.build(), y.build(), Ink.TEXT.solid(), 1.5);
        x = ImmutableDoubleArray.builder();
        y = ImmutableDoubleArray.builder();
      }
    }
    sketch.curve(x.build(), y.build(), Ink.TEXT.solid(), 1.5);
  }

  /** From the least to the largest value of each pixel. */
  private static void envelope(
      Sketch sketch, double[] values, Heights heights, double left, double right) {
    int columns = (int) Math.min(values.length, Math.ceil(right - left));
    double[] x = new double[2 * columns];
    double[] y = new double[2 * columns];
    for (int i = 0; i < columns; i++) {
      int from = (int) ((long) i * values.length / columns);
      int to = Math.max(from + 1, (int) ((long) (i + 1) * values.length / columns));
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int k = from; k < to; k++) {
        if (Double.isFinite(values[k])) {
          low = Math.min(low, values[k]);
          high = Math.max(high, values[k]);
        }
      }
      low = low <= high ? low : 0;
      high = Math.max(low, high);
      x[i] = left + (i + 0.5) / columns * (right - left);
      x[2 * columns - 1 - i] = x[i];
      y[i] = heights.of(high) - 0.4;
      y[2 * columns - 1 - i] = heights.of(low) + 0.4;
    }
    sketch.area(ImmutableDoubleArray.copyOf(x), ImmutableDoubleArray.copyOf(y), Ink.TEXT.at(0.75));
  }
}
