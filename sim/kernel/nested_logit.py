"""The choice among alternatives in nests: nested logit, by luck drawn beforehand.

Written for many households at a time and without a branch, so that the processor does several at once.
"""

from __future__ import annotations

from ..arithmetic import exponential, logarithm
from ..compiled import rule

# The first alternative of each nest (village, town and seat, cities), and behind the last.
NESTS = (0, 2, 6, 8)
# The worth of an alternative that is not open: less than any that is.
CLOSED = -1e300
# The luck of a choice: a number for each nest, one without use, then one for each alternative.
OF_NEST, OF_ALTERNATIVE, LUCKY_NUMBERS = 0, 4, 12


@rule
def gumbel(u):
    """A Gumbel number from a uniform one."""
    return -logarithm(-logarithm(u))


@rule
def worth_of_nest(nest, worth, dissimilarity, k):
    """What the k-th household can expect of the best alternative of a nest; less than any if all are closed."""
    largest = CLOSED
    for a in range(NESTS[nest], NESTS[nest + 1]):
        largest = max(largest, worth[a, k])
    total = 0.0
    for a in range(NESTS[nest], NESTS[nest + 1]):
        part = exponential((worth[a, k] - largest) / dissimilarity)
        total += part if worth[a, k] > CLOSED else 0.0
    return largest + dissimilarity * logarithm(total)


@rule
def best_of_nest(nest, worth, dissimilarity, luck, k):
    """The alternative the k-th household would choose in a nest."""
    best, best_value = NESTS[nest], worth[NESTS[nest], k] / dissimilarity + luck[OF_ALTERNATIVE + NESTS[nest], k]
    for a in range(NESTS[nest] + 1, NESTS[nest + 1]):
        value = worth[a, k] / dissimilarity + luck[OF_ALTERNATIVE + a, k]
        best = a if value > best_value else best
        best_value = max(value, best_value)
    return best


@rule
def chosen_alternative(worth, luck, dissimilarity, k):
    """The alternative the k-th household chooses: first the nest, then within it, each by the largest worth plus luck.

    `worth` has a row for each alternative, `luck` (Gumbel) the rows said above, and both a column for
    each household; `dissimilarity` has one number for each nest. At least one alternative must be open.
    """
    village = worth_of_nest(0, worth, dissimilarity[0], k) + luck[OF_NEST, k]
    county_town = worth_of_nest(1, worth, dissimilarity[1], k) + luck[OF_NEST + 1, k]
    city = worth_of_nest(2, worth, dissimilarity[2], k) + luck[OF_NEST + 2, k]
    best = best_of_nest(0, worth, dissimilarity[0], luck, k)
    best = best_of_nest(1, worth, dissimilarity[1], luck, k) if county_town > village else best
    best_value = max(village, county_town)
    return best_of_nest(2, worth, dissimilarity[2], luck, k) if city > best_value else best
