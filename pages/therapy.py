"""Therapy: one therapy whole, every claim with its receipt."""

from therapies import profile, ui

therapy = ui.chosen_therapy()
query, _ = ui.heading("therapy", title=therapy.name if therapy else "")
catalog = ui.catalog()
ui.pick_therapy(therapy)
if therapy:
    ui.show("turn", **profile.turn(catalog, therapy, query))
    ui.show("therapy", **profile.profile(catalog, therapy, query))
    ui.show("related", **profile.related(catalog, therapy, query))
