"""Trainers' pages: write, upload, preview and publish."""
