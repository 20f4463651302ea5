"""What a running process uses, read from Linux's /proc."""

import os
from pathlib import Path
from typing import NamedTuple, Self

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Usage(NamedTuple):
    """Seconds of processor time so far, and megabytes in memory now."""

    cpu: float
    memory: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """Read the usage of the process `pid`; FileNotFoundError when there is none."""
        # The name in brackets may hold blanks; what follows it never does.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        user, system, pages = int(fields[11]), int(fields[12]), int(fields[21])
        return cls((user + system) / TICKS, pages * PAGE_BYTES / 1e6)
