"""What Longtake must show, measured beside its peers: `python -m tests.benchmarks --help`."""
