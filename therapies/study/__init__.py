"""Words, quiz and cards: what is asked, and what was answered."""
