package io.github.tfsaliency.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The measure of what tests for growth measure. */
class NativeHeapTest {
  @Test
  void whatIsFreeInAnArenaIsNotInUse() {
    assertThat(
            NativeHeap.inUse(
                """
                <malloc version="1">
                <heap nr="0">
                <total type="rest" count="1" size="999"/>
                <system type="current" size="999"/>
                </heap>
                <total type="fast" count="2" size="10"/>
                <total type="rest" count="3" size="300"/>
                <total type="mmap" count="1" size="4000"/>
                <system type="current" size="1000"/>
                <system type="max" size="9000"/>
                <aspace type="total" size="1000"/>
                </malloc>
                """))
        .isEqualTo(4690);
  }

  @EnabledOnOs(OS.LINUX)
  @Test
  void memoryIsInUseUntilItIsClosed() {
    long before = NativeHeap.mebibytesInUse();
    long during;
    try (Memory memory = new Memory(100L << 20)) {
      memory.clear();
      during = NativeHeap.mebibytesInUse();
    }
    assertThat(during - before).isBetween(95L, 105L);
    assertThat(NativeHeap.mebibytesInUse() - before).isLessThan(5);
  }
}
