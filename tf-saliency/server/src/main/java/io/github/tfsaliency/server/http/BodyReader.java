package io.github.tfsaliency.server.http;

import io.github.tfsaliency.server.answer.Refusal;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;

/**
 * Reads a body without a thread that waits. What is too large is read on and thrown away for a
 * while: a client that is still sending would not see the answer otherwise.
 */
final class BodyReader implements Runnable {
  private static final long MOST_THROWN_AWAY = 1L << 30;

  private final Content.Source source;
  private final int limit;
  private final BodyMemory memory;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long received;
  private long kept;
  private boolean tooLarge;
  private boolean tooMany;

  private BodyReader(Content.Source source, int limit, BodyMemory memory) {
    this.source = source;
    this.limit = limit;
    this.memory = memory;
  }

  /**
   * Begins to read.
   *
   * @param limit in bytes
   * @param memory of all bodies; the receiver of the body gives back as many bytes as it has
   * @return the body, or a {@link Refusal}
   */
  static CompletableFuture<byte[]> read(Content.Source source, int limit, BodyMemory memory) {
    BodyReader reader = new BodyReader(source, limit, memory);
    reader.run();
    return reader.body;
  }

  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        end(Refusal.because(Refusal.BAD_REQUEST, "The body did not arrive.", chunk.getFailure()));
        return;
      }
      take(chunk);
      boolean last = chunk.isLast();
      chunk.release();
      if (last || received > limit + MOST_THROWN_AWAY) {
        end();
        return;
      }
    }
  }

  private void take(Content.Chunk chunk) {
    int size = chunk.remaining();
    received += size;
    tooLarge |= received > limit;
    if (!tooLarge && !tooMany) {
      tooMany = !memory.take(size);
      if (!tooMany) {
        kept += size;
        byte[] part = new byte[size];
        chunk.getByteBuffer().get(part);
        bytes.writeBytes(part);
      }
    }
    if (tooLarge || tooMany) {
      forget();
    }
  }

  private void forget() {
    memory.giveBack(kept);
    kept = 0;
    bytes = new ByteArrayOutputStream();
  }

  private void end() {
    if (tooLarge) {
      end(tooLarge(limit));
    } else if (tooMany) {
      end(
          Refusal.of(
              Refusal.FULL, "Too many large bodies arrive at a time.\nMaybe ask again later."));
    } else {
      byte[] whole = bytes.toByteArray();
      bytes = new ByteArrayOutputStream();
      body.complete(whole);
    }
  }

  private void end(Refusal refusal) {
    forget();
    body.completeExceptionally(refusal);
  }

  static Refusal tooLarge(int limit) {
    return Refusal.of(
        Refusal.TOO_LARGE,
        "The body has more than %s bytes.\n"
            + "Maybe send fewer instances, or serve with a larger --max-body.",
        limit);
  }
}
