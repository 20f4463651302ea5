"""Which therapies: the filters, the search, the link that holds them, and the resulting view."""
