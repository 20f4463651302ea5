"""What a request asks for: its parameters, and the address under which the app was reached."""

import re

from starlette.requests import Request

from therapies.query.view import View

Asked = dict[str, list[str]]


def asked_of(request: Request) -> Asked:
    """Return the parameters with all their values.

    Tags of campaigns are dropped as on a page, and `_`, by which programs get round a cache.
    """
    asked: Asked = {}
    for key, value in request.query_params.multi_items():
        if key != "_" and not key.startswith("utm_"):
            asked.setdefault(key, []).append(value)
    return asked


def base_of(request: Request) -> str:
    """Return the app's address as the caller wrote it; an odd `Host` gives the view's default."""
    base = str(request.base_url)
    plain = re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./~-]*)?", base, re.ASCII)
    return base if plain else View.base
