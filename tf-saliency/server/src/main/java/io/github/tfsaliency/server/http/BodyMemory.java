package io.github.tfsaliency.server.http;

/** The memory of all bodies together while they arrive and are read. */
final class BodyMemory {
  private final long limit;
  private long taken;

  BodyMemory(long limit) {
    this.limit = limit;
  }

  /** Takes bytes, if there are as many. */
  synchronized boolean take(long bytes) {
    if (taken + bytes > limit) {
      return false;
    }
    taken += bytes;
    return true;
  }

  synchronized void giveBack(long bytes) {
    taken -= bytes;
  }
}
