"""Letters: what is answered in place of what was asked for, in one shape for all addresses."""

from starlette.responses import JSONResponse


def letter(status: int, message: str, **details: object) -> JSONResponse:
    """Answer with a message, and with what a program can read of it; nobody may keep the answer."""
    body = {"status": status, "message": message, **details}
    return JSONResponse(body, status, {"Cache-Control": "no-store"})
