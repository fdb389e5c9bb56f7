package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableSet;

/** The ops that the import replaces, for the page of all ops. */
public final class ResolvedOps {
  /** Calls, identities and what has no value. */
  public static final ImmutableSet<String> REMOVED =
      ImmutableSet.<String>builder()
          .addAll(FunctionInliner.CALLS)
          .addAll(FunctionInliner.IDENTITIES)
          .add("NoOp")
          .build();

  public static final ImmutableSet<String> CONTROL_FLOW = ControlFlow.OPS;
  public static final ImmutableSet<String> LISTS = TensorLists.OPS;

  private ResolvedOps() {}
}
