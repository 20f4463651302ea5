"""The dashboard's own speed, measured: `python -m bench.pages`, `python -m bench.visit`."""
