"""Tests of Longtake, and the benchmarks that measure it."""
