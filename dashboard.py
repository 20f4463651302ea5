"""The dashboard as an ASGI app: `streamlit run dashboard.py` or `uvicorn dashboard:app`."""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from therapies.compression import CompressedFiles
from therapies.server import ROUTES, SecurityHeaders, lifespan, on_script_error


def allow_hosts() -> None:
    """Let the hosts of `THERAPIES_HOSTS` (names with commas between) open sessions too."""
    hosts = [host.strip() for host in os.environ.get("THERAPIES_HOSTS", "").split(",")]
    hosts = [host for host in hosts if host]
    if hosts:
        allowed = [*config.get_option("server.allowedHosts"), *hosts]
        origins = [f"{scheme}://{host}" for host in hosts for scheme in ("https", "http")]
        config.set_option("server.allowedHosts", allowed)
        config.set_option("server.corsAllowedOrigins", origins)


allow_hosts()
app = st.App(
    Path(__file__).parent / "therapies" / "app.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders), Middleware(CompressedFiles)],
    on_script_error=on_script_error,
)
