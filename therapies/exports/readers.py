"""How other programs read the tables: the lines that the index shows, and that the tests run."""

from typing import NamedTuple


class Reader(NamedTuple):
    """A program, and the lines with which it reads the claims from `{address}`."""

    name: str
    lines: str

    def at(self, address: str) -> str:
        """Return the lines for a table's address."""
        return self.lines.format(address=address)


READERS = (
    Reader("pandas", 'import pandas as pd\nclaims = pd.read_csv("{address}")'),
    Reader(
        "polars",
        "from urllib.request import urlopen\nimport polars as pl\n"
        'claims = pl.read_csv(urlopen("{address}").read())',
    ),
    Reader(
        "DuckDB",
        "from urllib.request import urlretrieve\nimport duckdb\n"
        'urlretrieve("{address}", "claims.csv")\nclaims = duckdb.read_csv("claims.csv")',
    ),
    Reader("R", 'claims <- read.csv("{address}", na.strings = "")'),
    Reader("LibreOffice", 'soffice --infilter="CSV:44,34,76" "{address}"'),
)
