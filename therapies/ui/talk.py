"""The talk on the screen."""

from therapies import ui


def show() -> None:
    """Show the talk of the link."""
    ui.takeaway("Talk", "")
