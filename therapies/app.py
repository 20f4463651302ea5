"""The main script: which page is shown, its screen, and what Streamlit draws below it."""

import streamlit as st

from therapies import model, site
from therapies.ui.page import current_state
from therapies.ui.shell import footer, show_problems, style

st.set_page_config(
    page_title=site.TITLE,
    page_icon="🫀",
    layout="wide",
    menu_items={"About": f"**{site.TITLE}.** {model.PURPOSE}"},
)
style()
state = current_state()
above = st.empty()  # keeps the screen in its place: Streamlit would else draw a second one
if state.catalog is None:
    show_problems(state, in_use=False)
    st.stop()

pages = {
    info.slug: st.Page(
        f"../pages/{info.slug}.py",
        title=info.title,
        default=info is site.PAGES[0],
        help=info.question,
    )
    for info in site.PAGES
}
page = st.navigation(list(pages.values()), position="hidden")
if state.problems:
    with above:
        show_problems(state, in_use=True)
page.run()
footer(state)
