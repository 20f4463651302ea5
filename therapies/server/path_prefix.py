"""The path under which the app is reached, whether a proxy takes it off or leaves it."""

from starlette.types import ASGIApp, Receive, Scope, Send


class UnderPath:
    """ASGI middleware: every request looks as if it came with the path, which is then its root.

    So links to the outside, which are made of the root, have it, and routes are found without it.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        """Wrap `app`; an empty path changes nothing."""
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its path and root."""
        if self._path and scope["type"] in ("http", "websocket"):
            path = scope["path"]
            path = path if _is_below(path, self._path) else self._path + path
            scope = {**scope, "path": path, "root_path": self._path}
        await self._app(scope, receive, send)


def inside(scope: Scope) -> str:
    """Return the path within the app; it is empty for the root without its slash."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if _is_below(path, root) else path


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")
