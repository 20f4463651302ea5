"""Zip files that are the same bytes for the same content and date, on every machine."""

import datetime
import io
import zipfile
from collections.abc import Mapping

EARLIEST = datetime.date(1980, 1, 1)
"""The first day that a zip can hold."""


def zipped(files: Mapping[str, bytes], date: datetime.date) -> bytes:
    """Return a zip whose bytes depend on nothing but `files` and `date`."""
    moment = (*max(date, EARLIEST).timetuple()[:3], 0, 0, 0)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
