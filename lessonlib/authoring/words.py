"""The words by which the rules find things on pages: for another language, change them here.

The words that cells put out ("Figure", "not tried yet") are those of `page` and `checks`.
"""

ENGLISH = True  # False: no codespell, which knows no other language
SOLUTION = "Solution"  # on the fold below an exercise
REMEMBER = "Remember"  # the last heading
MINUTES = r"About (\d+) minutes"  # below the title, with the number in brackets
PAGE = "page"  # as in "page 02"
FROM, TO = "from", "to"  # around the ends of a range
BITS = "bits"
NOTATION = ("symbol", "in code")  # how the table of notation begins
FIGURE = "Figure"  # what the description of a figure begins with
NOT_TRIED = "○ not tried yet"  # what a check says to a stub
NOTEBOOKS = "notebooks"  # what a README counts

# Numbers in words, and what may stand behind them.
NUMBERS = {
    **{"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "twenty": 20, "fifty": 50},
}
UNITS = {"hundred": 100, "thousand": 1000, "million": 10**6}
# Not read by themselves, where they are no numbers as often as not.
SMALL = {"one": 1, "two": 2}
