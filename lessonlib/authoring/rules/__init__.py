"""What every page must satisfy, read from its stored JSON.

nbval runs a page again and compares its outputs. It does not look at counts, prose or metadata, and
it is content with a page that has no outputs. These rules do look. Each takes a page and the series
that it belongs to, and yields what is wrong with it: the cell (None for the page as a whole), and
the words that say what stands there and what was expected. `ADVICE` are such functions too; what
they find is told to an author, and no page is refused for it.
"""

from lessonlib.authoring.rules.equations import (
    claims_compare_two_things,
    claims_say_their_relation,
    equations_are_claimed,
    formulas_stand_in_dollars,
    has_what_it_promises,
    loose_tolerances_have_a_reason,
    only_claims_state_relations,
)
from lessonlib.authoring.rules.figures import figures_are_described, pictures_can_be_seen
from lessonlib.authoring.rules.numbers import (
    bits_have_a_base,
    decimals_have_points,
    marks_have_reasons,
    numbers_are_computed,
    ranges_follow_outputs,
    tuples_are_computed,
)
from lessonlib.authoring.rules.questions import (
    answers_stand_nowhere_above,
    questions_have_computed_answers,
    questions_keep_what_they_make,
    questions_stand_alone,
)
from lessonlib.authoring.rules.quotations import (
    answers_follow_their_comparison,
    counts_are_near,
    figures_differ_in_words,
    rows_are_quoted_as_printed,
    shapes_in_letters_are_printed,
    units_are_those_of_the_output,
)
from lessonlib.authoring.rules.references import (
    checks_name_their_page,
    every_page_is_on_the_map,
    labels_hold_what_they_name,
    links_resolve,
    names_in_prose_exist,
    names_stand_where_they_are_said_to,
    plans_follow_the_map,
    symbols_are_introduced,
)
from lessonlib.authoring.rules.relations import (
    claimed_formulas_are_displayed,
    claims_name_their_sides,
    docstrings_agree,
    hand_overs_are_compared,
    inline_formulas_agree,
)
from lessonlib.authoring.rules.shape import (
    cells_are_small,
    cells_have_names,
    ends_with_pytorch_and_a_link,
    exercises_are_complete,
    fits_its_budget,
    headings_are_in_order,
    headings_have_no_formulas,
)
from lessonlib.authoring.rules.stored import (
    code_steps_aside,
    nothing_is_hidden_from_comparison,
    outputs_are_clean,
    stays_on_this_machine,
    stored_as_run_once,
)

# What can be told of a page before it is run: of its prose and its code.
BEFORE_RUNNING = (
    stays_on_this_machine,
    cells_are_small,
    cells_have_names,
    headings_are_in_order,
    headings_have_no_formulas,
    ends_with_pytorch_and_a_link,
    equations_are_claimed,
    claims_say_their_relation,
    claims_compare_two_things,
    claimed_formulas_are_displayed,
    claims_name_their_sides,
    loose_tolerances_have_a_reason,
    only_claims_state_relations,
    formulas_stand_in_dollars,
    inline_formulas_agree,
    hand_overs_are_compared,
    answers_follow_their_comparison,
    bits_have_a_base,
    decimals_have_points,
    marks_have_reasons,
    questions_have_computed_answers,
    questions_stand_alone,
    links_resolve,
    pictures_can_be_seen,
    plans_follow_the_map,
    checks_name_their_page,
    names_in_prose_exist,
    names_stand_where_they_are_said_to,
    labels_hold_what_they_name,
    symbols_are_introduced,
)

# What takes its outputs too, or the rest of the series.
_WITH_OUTPUTS = (
    stored_as_run_once,
    outputs_are_clean,
    code_steps_aside,
    nothing_is_hidden_from_comparison,
    exercises_are_complete,
    has_what_it_promises,
    docstrings_agree,
    counts_are_near,
    units_are_those_of_the_output,
    shapes_in_letters_are_printed,
    rows_are_quoted_as_printed,
    figures_differ_in_words,
    numbers_are_computed,
    tuples_are_computed,
    ranges_follow_outputs,
    figures_are_described,
    every_page_is_on_the_map,
)

RULES = (*BEFORE_RUNNING, *_WITH_OUTPUTS)

# What is told and refused by nobody: a page that says too much, an answer that is given away.
ADVICE = (
    fits_its_budget,
    questions_keep_what_they_make,
    answers_stand_nowhere_above,
)
