"""Slides as a PowerPoint file."""
