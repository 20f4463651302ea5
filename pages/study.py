"""Study: a quiz, cards and the words, over what passes the filter."""

from therapies import ui
from therapies.ui import cards, quiz, study, words

PARTS = {"quiz": quiz.show, "cards": cards.show, "words": words.show}

query, therapies = ui.heading("study")
part = study.part(query)
if therapies:
    PARTS[part](query, therapies)
