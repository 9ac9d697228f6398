"""Pages as files: read, with their cells, code, prose and formulas, and written again.

What the tools of authors, the website and a class have in common; each takes what it needs from the
file where it lives.
"""
