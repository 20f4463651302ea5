"""Overview: what is there, what does it aim at, and how sure are the documents?"""

from therapies import ui, views

query, therapies = ui.heading("overview")
if therapies:
    catalog = ui.catalog()
    with ui.part("map"):
        ui.takeaway("The map", views.map_takeaway(catalog, query))
        ui.show_html(views.overview_map(catalog, query))
    for place, figure in ui.side_by_side(views.overview_figures(catalog, query)):
        with place:
            ui.figure(figure)
