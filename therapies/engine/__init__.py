"""What the browser does with the same query: it filters, counts, words, searches and paints.

The scripts beside this module serve the app and the file that works without a network.
"""
