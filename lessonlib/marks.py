"""The marks on what a page puts out: `page` and `checks` set them, authors' tools look for them."""

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # an output's live twin, never stored
OURS = "lessonlib"  # the key of what we keep in the metadata of a cell or an output
FIGURE = "Figure: "  # before a figure's caption, in its plain text
OPEN_GOAL, REACHED_GOAL = "○ Goal: ", "✓ Goal: "  # below the caption of an explorer
NOT_TRIED = "○ not tried yet"  # what a check says to a stub
CORRECT = "✓ correct"  # and to a right answer
RTOL, ATOL = 1e-9, 1e-12  # within which a claim's two sides agree, unless it says otherwise
