"""For a class: pages copied for it, and what was handed in run, judged and counted.

`copying` writes the copies. `grading` goes through what was handed in: `worker` runs a page,
`sandbox` keeps it from all else, and `report` writes the tables.
"""
