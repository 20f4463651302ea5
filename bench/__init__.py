"""The dashboard's own speed: `make bench`, and pages, steps, visit by `python -m bench.NAME`."""
