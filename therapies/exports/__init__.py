"""What leaves the app: one module for each format, imported only when it is asked for."""
