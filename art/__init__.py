"""Draws the pictures that the demo and the courses show. The finished files are committed; nothing that runs imports this."""
