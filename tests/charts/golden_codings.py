"""The five-chart golden set: one data set, accuracy from 20 % to 80 % by method."""

from charts.comparison import Line


def dx(code, sequence):
    return Line("icd10cm", code, sequence)


def px(code, sequence, *pointers, **more):
    return Line("cpt", code, sequence, pointers=pointers, **more)


CHART_1 = [px("99214", 1, 1, 2), px("20610", 2, 2), dx("E11.9", 1), dx("M17.11", 2)]
GOLDEN = [
    (CHART_1, CHART_1),
    ([px("99214", 1, 1), dx("I10", 1)], [px("99213", 1, 1), dx("I10", 1)]),
    (
        [px("99214", 1, 1, 2, 3), dx("E11.22", 1), dx("N18.31", 2), dx("R07.9", 3)],
        [px("99214", 1, 1), dx("E11.9", 1)],
    ),
    (
        [px("11042", 1, 1), dx("L97.511", 1)],
        [px("11042", 1, 1), px("97597", 2, 1), dx("L97.511", 1)],
    ),
    (
        [px("99213", 1, 2), px("17110", 2, 1), dx("B07.9", 1), dx("L70.0", 2)],
        [px("99213", 1, 1), px("17110", 2, 2), dx("B07.9", 1), dx("L70.0", 2)],
    ),
]
# the second under-, the fourth over-coded, the fifth judged neutral to payment; the third neutral
NEUTRAL = [True, False, True, False, True]
