"""The dashboard as an ASGI app: `streamlit run dashboard.py` or `uvicorn dashboard:app`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from therapies.server import ROUTES, SecurityHeaders, lifespan, on_script_error

app = st.App(
    Path(__file__).parent / "therapies" / "app.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders)],
    on_script_error=on_script_error,
)
