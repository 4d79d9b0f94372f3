"""A lot as a file for a system of the state, one profile per system.

profile.py defines a profile, files.py writes and checks a file. Nothing is sent: no public interface of these
systems was found.
"""
