"""The main script: the frame around every page, and which page is shown."""

import streamlit as st

from therapies import model, site, ui

st.set_page_config(
    page_title=site.TITLE,
    page_icon="🫀",
    layout="wide",
    initial_sidebar_state=260,
    menu_items={"About": f"**{site.TITLE}.** {model.PURPOSE}"},
)
ui.style()
ui.follow()
state = ui.state()
if state.catalog is None:
    ui.show_letters(state, in_use=False)
    st.stop()

page = st.navigation(
    [
        st.Page(
            f"../pages/{info.slug}.py",
            title=info.title,
            default=info is site.PAGES[0],
            help=info.question,
        )
        for info in site.PAGES
    ],
    position="top",
)
ui.filters(state.catalog)
if state.problems:
    ui.show_letters(state, in_use=True)
page.run()
ui.footer(state)
