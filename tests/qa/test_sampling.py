import hashlib
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.sampling import (
    Unit,
    draw,
    frame_hash,
    frame_text,
    mix,
    seed_new,
    selection_order,
    weighted_order,
    weights_of,
)


@pytest.mark.covers("R85", "N9")
def test_a_draw_can_be_repeated_with_nothing_but_sha256():
    order = sorted(range(1, 41), key=lambda p: hashlib.sha256(f"4242:{p}".encode()).hexdigest())
    assert draw("4242", 40, 5, 3) == (order[:5], order[5:8])
    assert draw("4242", 40, 5, 3) == ([32, 11, 36, 33, 10], [27, 15, 7])


@given(st.text(min_size=1, max_size=20), st.integers(1, 300), st.data())
def test_a_draw_takes_each_position_at_most_once(seed, frame_size, data):
    size = data.draw(st.integers(1, frame_size))
    spares = data.draw(st.integers(0, 20))
    chosen, extra = draw(seed, frame_size, size, spares)
    assert len(chosen) == size
    assert len(extra) == min(spares, frame_size - size)
    assert max(Counter([*chosen, *extra]).values()) == 1
    assert {*chosen, *extra} <= set(range(1, frame_size + 1))


@pytest.mark.covers("N9")
@given(st.text(min_size=1, max_size=20), st.integers(2, 100), st.data())
def test_a_larger_draw_continues_a_smaller_one(seed, frame_size, data):
    small = data.draw(st.integers(1, frame_size - 1))
    chosen, extra = draw(seed, frame_size, small, 1)
    larger, _ = draw(seed, frame_size, small + 1)
    assert [*chosen, *extra] == larger


@pytest.mark.covers("R85")
def test_every_position_is_selected_equally_often():
    first = Counter(selection_order(f"seed {at}", 10)[0] for at in range(5000))
    assert set(first) == set(range(1, 11))
    # chi-square, 9 degrees of freedom: 27.9 is its 99.9th percentile; the seeds are fixed
    assert sum((count - 500) ** 2 / 500 for count in first.values()) < 27.9


@pytest.mark.covers("R85", "N9")
def test_the_frame_hash_covers_order_and_content():
    units = [Unit(7, 70), Unit(8, 80)]
    assert frame_text(units) == "1,7,70\n2,8,80\n"
    assert frame_hash(units) == hashlib.sha256(b"1,7,70\n2,8,80\n").hexdigest()
    assert frame_hash(units[::-1]) != frame_hash(units)


@pytest.mark.parametrize(
    ("seed", "size", "spares"), [("", 1, 0), ("1", 0, 0), ("1", 6, 0), ("1", 1, -1)]
)
def test_an_impossible_draw_is_refused(seed, size, spares):
    with pytest.raises(ValueError, match="draw"):
        draw(seed, 5, size, spares)


@pytest.mark.covers("R85", "N9")
def test_seeds_are_never_chosen():
    assert len({seed_new() for _ in range(50)}) == 50
    assert len(seed_new()) == 32


def test_mix_gives_shares():
    assert mix(["a", "b", "a", "a"]) == {"a": 0.75, "b": 0.25}
    assert mix([]) == {}


@pytest.mark.covers("R60")
def test_a_weighted_draw_prefers_the_heavier_in_proportion():
    weights = [Decimal(3), Decimal(1)]
    first = Counter(weighted_order(f"seed {at}", weights)[0] for at in range(2000))
    assert 0.72 < first[1] / 2000 < 0.78


def test_a_weighted_draw_is_the_same_on_every_machine():
    weights = [Decimal(1 + at % 3) for at in range(40)]
    assert draw("4242", 40, 5, 2, weights) == ([21, 18, 2, 23, 29], [5, 3])


def test_the_weight_is_part_of_the_hashed_frame_where_there_is_one():
    units = [Unit(7, 70, Decimal("2.5")), Unit(8, 80, Decimal(1))]
    assert frame_text(units) == "1,7,70,2.50\n2,8,80,1.00\n"
    assert weights_of(units) == [Decimal("2.5"), Decimal(1)]
    assert weights_of([Unit(7, 70)]) is None
    with pytest.raises(ValueError, match="either all"):
        weights_of([units[0], Unit(8, 80)])
    for wrong in ([Decimal(1)], [Decimal(1), Decimal(0)]):
        with pytest.raises(ValueError, match="positive weight"):
            draw("4242", 2, 1, 0, wrong)
