"""Draws the pictures of the courses that come with Piêu; the results are committed beside each course.

`python -m art.lessons` needs the development requirements and a Chromium; nothing here runs on a server.
"""
