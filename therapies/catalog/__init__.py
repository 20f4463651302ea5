"""The files of a folder become a catalog, or problems that say how to fix them."""
