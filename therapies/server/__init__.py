"""The web server: addresses, security, logs, health."""
