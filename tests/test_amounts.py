"""Korean amounts are read exactly or not at all, at every boundary of what is certain."""

from __future__ import annotations

import pytest
from policygraph.records.amounts import parse_won

READ = {
    "3천원": 3_000,
    "3천만": 30_000_000,
    "2천3백만": 23_000_000,
    "1억 9999만": 199_990_000,
    "12억 3천만 5천": None,  # 5천 of what?
    "12억 3천": None,
    "12억 3천원": None,
    "3천": None,
    "1.5억": 150_000_000,
    "1.5억 2천만": None,  # a fraction stands in the last part alone
    "2억 1.5만": 200_015_000,
    "1억 0.5억": None,  # a unit comes once
    "1억 10000만": None,  # as much as the unit before
    "1억 20000만": None,
    "2억 1억": None,
    "1만 2억": None,
    "2천10백만": None,
    "2천15백만": None,
    "2백3천만": None,
    "2백0.5백만": None,
    "2천0백만": None,
    "0.5원": None,
    "0.00005억": 5_000,
    "5": 5,
    "": None,
    "원": None,
    "1억 2": 100_000_002,
    "1억2천만원정": 120_000_000,
    "금 1억원": 100_000_000,
    "1억원 2": None,
}


@pytest.mark.parametrize(("text", "won"), READ.items(), ids=list(READ))
def test_an_amount_is_read_where_it_is_certain(text: str, won: int | None) -> None:
    assert parse_won(text) == won
