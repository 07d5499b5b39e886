"""The measurements of docs/benchmarks.md: `make bench`. Ratios of two things done in one run, the same work on both."""
