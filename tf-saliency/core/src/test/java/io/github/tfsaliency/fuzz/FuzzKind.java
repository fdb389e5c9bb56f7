package io.github.tfsaliency.fuzz;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.Random;
import java.util.function.Function;

/** The ways in which models are made hostile. */
enum FuzzKind {
  /** Real models with damaged bytes and fields. */
  DAMAGE(500) {
    @Override
    Function<Random, FuzzCase> cases() {
      ImmutableList<FuzzSeed> seeds = FuzzSeed.all();
      return random -> new DamagedModel(random, seeds);
    }
  },

  /** One allowed op with hostile arguments. */
  OPS(250) {
    @Override
    Function<Random, FuzzCase> cases() {
      return HostileOp::new;
    }
  },

  /** Real models with hidden ops, cycles, huge loops and constants, odd checkpoints. */
  STRUCTURE(250) {
    @Override
    Function<Random, FuzzCase> cases() {
      ImmutableList<FuzzSeed> seeds = FuzzSeed.all();
      return random ->
          new HostileStructure(random, seeds, seeds, ImmutableList.of(FuzzCase.Question.MAP));
    }
  },

  /** The same of models that are exported, and of the explanations that models bring along. */
  EXPORTS(0) {
    @Override
    Function<Random, FuzzCase> cases() {
      ImmutableList<FuzzSeed> seeds = FuzzSeed.all();
      ImmutableList<FuzzSeed> exports = FuzzSeed.exports();
      return random ->
          new HostileStructure(
              random,
              seeds,
              exports,
              ImmutableList.of(FuzzCase.Question.OWN_EXPLANATION, FuzzCase.Question.EXPORT));
    }
  },

  /** Cases that do what no model may do, so that the fuzz itself can be tested. */
  SABOTAGE(0) {
    @Override
    Function<Random, FuzzCase> cases() {
      ImmutableList<Sabotage> all = ImmutableList.copyOf(Sabotage.values());
      return random -> all.get(random.nextInt(all.size()));
    }
  };

  private final long casesOfABuild;

  FuzzKind(long casesOfABuild) {
    this.casesOfABuild = casesOfABuild;
  }

  /** How many cases every build runs. */
  long casesOfABuild() {
    return casesOfABuild;
  }

  /** Makes a case of what is random in it. */
  abstract Function<Random, FuzzCase> cases();

  /** What is random in a case: the seed and the number say all. */
  static Random random(long seed, long number) {
    return new Random(seed * 1_000_003 + number);
  }

  static FuzzKind of(String name) {
    return valueOf(Ascii.toUpperCase(name));
  }

  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
