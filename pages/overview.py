"""Overview: what is there, what does it aim at, and how sure are the documents?"""

from therapies.ui.screen import show_screen

show_screen("overview")
