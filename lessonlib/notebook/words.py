"""The words by which the rules find things on pages: for another language, change them here.

The words that cells put out ("Figure", "not tried yet") are in `lessonlib.marks`, and in `checks`.
"""

ENGLISH = True  # False: no codespell, which knows no other language
SOLUTION = "Solution"  # on the fold below an exercise
REMEMBER = "Remember"  # the last heading
MINUTES = r"About (\d+) minutes"  # below the title, with the number in brackets
PAGE = "page"  # as in "page 02"
FROM, TO = "from", "to"  # around the ends of a range
BITS = "bits"
NOTATION = ("symbol", "in code")  # how the table of notation begins
# How an answer says which of two is more: in it goes with >, or with <.
MORE = r"more|larger|higher|longer|above|rises?|grows?|too (?:large|much|high)"
LESS = r"less|smaller|lower|shorter|below|falls?|shrinks?|too (?:small|little|low)"
NATS = "nats"
NOTEBOOKS = "notebooks"  # what a README counts

FROM_HERE = "From here on"  # a helper does what was written by hand, and compared

# A sentence with one of these is a theorem: which case would break it?
BOLD = (
    r"always|never|every|all|only|any|none|cannot|must|nothing|nobody|no one|whatever|exactly|ever"
    r"|the (?:largest|smallest|lowest|highest|best|worst|most|least)"
)

# What no rule can check: somebody must look.
DIRECTIONS = (
    r"rows?|columns?|left|right|above|below|over|under|upwards?|downwards?|rises?|rose|falls?|fell"
    r"|grows?|grew|shrinks?|shrank|increases?|decreases?|more|less|most|least|fewer|better|worse"
    r"|best|worst|higher|lower|highest|lowest|larger|smaller|largest|smallest|longer|shorter"
    r"|steeper|flatter|faster|slower|wider|narrower|cheaper|dearer|first|last|before|after"
)

# Numbers in words, and what may stand behind them.
NUMBERS = {
    **{"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40},
    **{"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
UNITS = {"hundred": 100, "thousand": 1000, "million": 10**6}
# Not read where they begin a page, or stand far from numbers: no numbers as often as not.
SMALL = {"one": 1, "two": 2}
