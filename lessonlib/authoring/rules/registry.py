"""Where a rule says that it is one: it is listed by its decorator, where it stands."""

RULES = []  # all that refuse a page
BEFORE_RUNNING = []  # those of them that read prose and code alone
ADVICE = []  # what is told and refuses nothing


def rule(function):
    """A rule on prose and code: it can be told of a page that was not run yet."""
    BEFORE_RUNNING.append(function)
    RULES.append(function)
    return function


def rule_of_outputs(function):
    """A rule that needs the outputs of a page too, or the rest of the series."""
    RULES.append(function)
    return function


def advice(function):
    """What an author should hear and may leave: an answer that stands above its question."""
    ADVICE.append(function)
    return function
