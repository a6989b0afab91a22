"""Benchmarks of the client beside its peers; `make bench` runs them and README.md tells how they work."""
