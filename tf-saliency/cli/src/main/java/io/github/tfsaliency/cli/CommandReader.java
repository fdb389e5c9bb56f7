package io.github.tfsaliency.cli;

/**
 * A command of another module that reads the options of all commands. If it runs, every command of
 * picocli's model has its options; otherwise only the commands that the command line names have.
 */
public interface CommandReader extends Subcommand {}
