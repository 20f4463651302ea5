"""Pictures of the charts."""
