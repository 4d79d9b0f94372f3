"""Trainers' uploads: staging, checks, and the small files that phones download."""
