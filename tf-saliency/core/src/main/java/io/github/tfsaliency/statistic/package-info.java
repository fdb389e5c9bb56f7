/**
 * What values are like, all together. Exported to the command line alone; may depend on no other
 * package of the library.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.statistic;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
