"""Exercises that answer back.

Each `check_…` hands the reader's function to `verdict.print_verdict`, with inputs to try it on, the
right function, the misconceptions that it can name (a wrong function and a sentence for each), and
a function that draws more inputs, out of the parts in `drawing`. It prints a line and returns the
same as a `Verdict`. `elsewhere` lets an answer be tried in another process; `retyped` finds
exercises that a line above them on their page answers.
"""

from lessonlib.checks.batches import (
    check_loss_of_columns,
    check_mean_after_one_more,
    check_one_more,
    check_typical_probability,
)
from lessonlib.checks.bits import check_one_way, check_shortest_bits
from lessonlib.checks.calibration import (
    check_calibration_error,
    check_cooled,
    check_hiding_size,
)
from lessonlib.checks.elsewhere import Lost, Replayed, given_by, trials_of
from lessonlib.checks.gradients import check_could_be_gradient, check_weight_gradient
from lessonlib.checks.kinds import (
    check_cheapest_bet,
    check_set_loss,
    check_wrong_labels_undone,
)
from lessonlib.checks.logits import (
    check_logits_of,
    check_slope_of_pair,
    check_softmax_among,
    check_worst_when_twice,
)
from lessonlib.checks.machines import check_owner, check_rank_losses, check_unowned
from lessonlib.checks.mixtures import (
    check_excess,
    check_mixed_floor,
    check_price_of_majority,
)
from lessonlib.checks.pmfs import (
    check_best_amount,
    check_best_rest,
    check_loss_of_average,
    check_normalize_rows,
    check_one_hot,
    check_share_behind,
)
from lessonlib.checks.prices import check_belief_behind, check_boasted_belief
from lessonlib.checks.rare import (
    check_precision_at,
    check_start_bias,
    check_undone_weight,
    check_weighted_threshold,
)
from lessonlib.checks.reductions import (
    check_answer_loss,
    check_joined_mean,
    check_next_token_loss,
    check_unsmoothed,
)
from lessonlib.checks.runs import check_batch_floor, check_twice_floor
from lessonlib.checks.similarities import (
    check_bits_shown,
    check_scale_for,
    check_twins_loss,
)
from lessonlib.checks.stability import check_breaking_logits, check_lost_from
from lessonlib.checks.text import (
    check_paid_in_full,
    check_preference_loss,
    check_window_context,
)
from lessonlib.checks.training import (
    check_best_weight,
    check_fair_loss,
    check_first_answers,
    check_images_to_tell,
    check_joined_gradient,
)
from lessonlib.checks.verdict import Verdict
from lessonlib.checks.vocabulary import (
    check_chunked_logsumexp,
    check_joined_softmax,
    check_sampled_loss,
)
from lessonlib.checks.weights import check_evidence, check_label_needed, check_safe_rate

__all__ = [
    "Lost",
    "Replayed",
    "Verdict",
    "check_answer_loss",
    "check_batch_floor",
    "check_belief_behind",
    "check_best_amount",
    "check_best_rest",
    "check_best_weight",
    "check_bits_shown",
    "check_boasted_belief",
    "check_breaking_logits",
    "check_calibration_error",
    "check_cheapest_bet",
    "check_chunked_logsumexp",
    "check_cooled",
    "check_could_be_gradient",
    "check_evidence",
    "check_excess",
    "check_fair_loss",
    "check_first_answers",
    "check_hiding_size",
    "check_images_to_tell",
    "check_joined_gradient",
    "check_joined_mean",
    "check_joined_softmax",
    "check_label_needed",
    "check_logits_of",
    "check_loss_of_average",
    "check_loss_of_columns",
    "check_lost_from",
    "check_mean_after_one_more",
    "check_mixed_floor",
    "check_next_token_loss",
    "check_normalize_rows",
    "check_one_hot",
    "check_one_more",
    "check_one_way",
    "check_owner",
    "check_paid_in_full",
    "check_precision_at",
    "check_preference_loss",
    "check_price_of_majority",
    "check_rank_losses",
    "check_safe_rate",
    "check_sampled_loss",
    "check_scale_for",
    "check_set_loss",
    "check_share_behind",
    "check_shortest_bits",
    "check_slope_of_pair",
    "check_softmax_among",
    "check_start_bias",
    "check_twice_floor",
    "check_twins_loss",
    "check_typical_probability",
    "check_undone_weight",
    "check_unowned",
    "check_unsmoothed",
    "check_weight_gradient",
    "check_weighted_threshold",
    "check_window_context",
    "check_worst_when_twice",
    "check_wrong_labels_undone",
    "given_by",
    "trials_of",
]
