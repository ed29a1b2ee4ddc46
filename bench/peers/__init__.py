"""The ways to train in Python that bench/compare sets beside wgan: one module for each, with the function
cycle_of(work), which returns a function that trains one cycle (the critic updates of a step, then the generator's)."""
NAMES = ("eager", "channels_last", "func_compile", "compile")
