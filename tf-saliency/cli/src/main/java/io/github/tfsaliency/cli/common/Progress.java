package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error. */
public final class Progress implements AutoCloseable {
  private static final int WIDTH = 100;
  private static final int INTERVAL_MILLIS = 250;
  private static final int INTERVAL_MILLIS_WITHOUT_CONSOLE = 10_000;

  private final ProgressBar bar;
  private boolean started;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Starts a bar that is full after so many steps.
   *
   * @param hidden whether nobody is to see it
   */
  static Progress of(String task, long steps, PrintWriter err, boolean hidden) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .setMaxRenderedLength(WIDTH);
    if (hidden || !Boolean.getBoolean("tfsaliency.terminal")) {
      // In a file or a pipe a bar cannot overwrite itself: a line now and then is enough.
      builder
          .setConsumer(new DelegatingProgressBarConsumer(err::println, WIDTH))
          .setUpdateIntervalMillis(INTERVAL_MILLIS_WITHOUT_CONSOLE);
    }
    return new Progress(builder.build());
  }

  /**
   * The step before is done; this one begins.
   *
   * @param what its name
   */
  public void step(String what) {
    if (started) {
      bar.step();
    }
    started = true;
    bar.setExtraMessage(Shown.name(what));
  }

  /**
   * How far the present step has come.
   *
   * @param what its name
   * @param done how much of it is done
   * @param total how much there is
   */
  public void within(String what, long done, long total) {
    bar.setExtraMessage(Message.of("%s %s/%s", what, done, total));
  }

  /** The last step is done, and the bar ends. */
  @Override
  public void close() {
    if (started) {
      bar.step();
    }
    bar.close();
  }
}
