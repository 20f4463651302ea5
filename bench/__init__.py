"""The dashboard's own speed: `make bench`; agreement, pages, steps by `python -m bench.NAME`."""
