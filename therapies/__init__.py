"""Therapies for vascular calcification, classified as three documents state it."""
