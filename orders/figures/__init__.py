"""Figures for sellers: a month's results, products that run out, and the household's revenue book."""
