"""Side-by-side benchmarks: our flows and those of software people would use instead."""
