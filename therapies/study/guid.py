"""How a card and a question are known again, in Anki, in the browser and in a link."""

import hashlib


def digest(*parts: str) -> str:
    """Return a hash of `parts` that never changes, as hexadecimal digits."""
    # Not `hash()`, which differs in each process: by this id Anki and the browser find a learner's
    # card again, and a changed id would lose the learner's progress.
    return hashlib.sha256("\x1f".join(("vascular-calcification", *parts)).encode()).hexdigest()
