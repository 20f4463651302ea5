"""The main script: the frame around every page, and which page is shown."""

import streamlit as st

from therapies import model, site, ui
from therapies.ui import kept, presenting

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

pages = {
    info.slug: st.Page(
        f"../pages/{info.slug}.py",
        title=info.title,
        default=info is site.PAGES[0],
        help=info.question,
    )
    for info in site.PAGES
}
page = st.navigation(list(pages.values()), position="top")
slug = next(slug for slug, each in pages.items() if each == page)
ui.filters(state.catalog)
kept.keep()
if presenting.asked():
    if slug not in presenting.ITSELF:
        presenting.show(slug)
        st.stop()
    presenting.leave_link()
if state.problems:
    ui.show_letters(state, in_use=True)
page.run()
ui.footer(state)
