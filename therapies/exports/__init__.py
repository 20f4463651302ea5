"""Exports: files made of a view or a talk; a format's module is imported when it is made."""
