"""For authors: say what is wrong with pages, run them again and store them, say what changed.

    python -m lessonlib.authoring new 13 "A title"
    python -m lessonlib.authoring check
    python -m lessonlib.authoring store 02 05
    python -m lessonlib.authoring changes
    python -m lessonlib.authoring bold 02
    python -m lessonlib.authoring test 02
    python -m lessonlib.authoring move 12 13
    python -m lessonlib.authoring copy --without-solutions ../class
    python -m lessonlib.authoring grade ../handed-in
    python -m lessonlib.authoring slides 02 04
    python -m lessonlib.authoring html ../website

`new` writes a page that keeps every rule, to be filled. `check` reads the pages as they are stored,
in seconds: every rule that one breaks, what ruff says of its code, misspelt words, and advice.
`store` runs each chosen page from top to bottom in a fresh kernel and stores it as run once. If a
cell fails, or the kernel dies, the stored page stays as it was. `changes` compares the pages with
the last commit, cell by cell: which output, number or picture. `bold` lists the sentences that say
more than one case (always, every, only), which an author tries to break. `test` runs what CI runs
of these pages. `move` gives a page another number or title, with every mention of it. `copy` writes
pages into a folder for a class, `grade` runs and judges what was handed in, `slides` makes slides
of pages, and `html` a website of all. Without page numbers `check`, `store`, `changes`, `bold` and
`test` take all pages of the folder `notebooks`.
"""
