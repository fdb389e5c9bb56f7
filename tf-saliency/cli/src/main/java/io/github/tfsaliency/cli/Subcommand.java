package io.github.tfsaliency.cli;

import io.github.tfsaliency.cli.common.LinkOptions;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TimeoutOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * A command that another module adds to {@code tf-saliency}. The launcher finds it by {@link
 * java.util.ServiceLoader}; picocli's annotations give its name and its options. A jar names its
 * class in {@code META-INF/services/io.github.tfsaliency.cli.Subcommand}.
 *
 * <p>{@link #call} returns the exit code: 0 if all was written, 3 if some inputs were lost. What it
 * throws becomes one sentence on standard error, and exit code 1. {@link TalkOptions}, {@link
 * LinkOptions} and {@link TimeoutOption} are the mix-ins that all commands share.
 *
 * @see Command
 */
public interface Subcommand extends Callable<Integer> {}
