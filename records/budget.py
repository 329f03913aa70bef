"""Money of an item or task: a total, amounts by year, and which fund bears how much of them. Whole won (KRW)."""

from __future__ import annotations

from dataclasses import dataclass, field

from policygraph.records.field import CITED, EXTRA, Layout, told
from policygraph.records.values import BUDGET_KINDS, FUNDS, Extra, Period, Text

# fmt: off
_FUNDS = told("funds", ("재원", "funds"),
        ("재원마다 대는 돈(예: `{national: 300000000, city: 200000000}`): `national` 국비, `province` 도비, `city` 시비, `district` 구·군비, `private` 민자, `other` 기타", "what each fund bears, whole won: national, province, city, district, private, other"),
        choices=FUNDS, rdf="pg:fund", column=Layout(16, help=Text("대는 돈. 금액을 비우면 재원의 합이 금액", "what it bears; an empty amount is the sum of the funds"), scheme="fund", optional=True))


@dataclass(frozen=True, slots=True)
class YearNote:
    """What is said of a budget's amount in one *year* beside the amount itself."""

    year: int = field(metadata=told("outside", ("연도", "year")))
    scope: str = field(default="", metadata=told("string", ("금액의 범위", "what the sum stands for"), rdf="pg:scope",
        column=Layout(34)))
    funds: tuple[tuple[str, int], ...] = field(default=(), kw_only=True, metadata=_FUNDS)
    sources: tuple[str, ...] = field(default=(), metadata=CITED)
    extra: Extra = field(default=(), metadata=EXTRA)

    @property
    def borne(self) -> int:
        """What the funds add up to (KRW); an amount that is this sum is not stored in files."""
        return sum(amount for _, amount in self.funds)


@dataclass(frozen=True, slots=True)
class Budget:
    """Money that a source gives: whole won, and what the sum stands for (*scope*, as the curator wrote it).

    *krw* is the total as it was typed; where nobody typed one, *years* give it, or else *funds* (`total`). *years* splits
    the sum, as far as it is known: (year, whole won) by year. *year_notes* say more about some of them. *funds* says who
    bears how much of the sum, those of the *year_notes* who bears how much in that year. *spent* is what was spent in the end.

    >>> Budget(years=((2026, 3), (2027, 4))).total, Budget(9, years=((2026, 3),)).total
    (7, 9)
    >>> Budget(funds=(("national", 5), ("city", 3))).total
    8
    """

    krw: int | None = field(default=None, metadata=told("won", ("금액(원)", "amount (won)"),
        ("원 단위 정수(예: 12300000000). 0은 '예산 없음'이며 '모름'이 아님. 적지 않으면 `years`의 합", "whole won; 0 means no money, not unknown; where there is none, the sum of `years`"), rdf="pg:amountKRW", rdf_as="total",
        column=Layout(20, help=Text("12억 3천만 원, 1,230백만원처럼 적어도 됩니다.", "may be written 12억 3천만 원 or 1,230백만원"))))
    scope: str = field(default="", metadata=told("string", ("금액의 범위", "what the sum stands for"),
        ("무엇의 금액인지(예: 2026~2030년 총사업비, 국비 포함)", "what the sum stands for"), rdf="pg:scope",
        column=Layout(34)))
    spent: int | None = field(default=None, kw_only=True, metadata=told("won", ("집행액(원)", "spent (won)"),
        ("실제로 쓴 금액, 원 단위 정수. 모르면 비움", "what was spent, whole won; leave out where not known"), rdf="pg:spentKRW",
        column=Layout(20, optional=True)))
    kind: str | None = field(default=None, kw_only=True, metadata=told("choice", ("예산 구분", "budget kind"),
        ("누구의 돈인지: `city` 시비, `national` 국비, `private` 민간, `public` 국비와 시비를 나누지 않은 공공의 돈, `mixed` 공공과 민간의 합, `unsaid` 출처가 밝히지 않음", "whose money it is; `public` is not split, `mixed` is public and private together"),
        choices=BUDGET_KINDS, rdf="pg:budgetKind", column=Layout(16, scheme="budget-kind", optional=True)))
    period: Period | None = field(default=None, kw_only=True, metadata=told("period", ("예산 기간", "budget period"),
        ("`{start: 2026, end: 2030}` 금액이 걸친 해", "the years that the sum is for"), rdf="pg:startYear pg:endYear",
        column=Layout(9, optional=True)))
    sources: tuple[str, ...] = field(default=(), metadata=CITED)
    years: tuple[tuple[int, int], ...] = field(default=(), metadata=told("amounts", ("연도별 금액", "amounts by year"),
        ("해마다의 금액(예: `{2026: 300000000}`). 한 해에만 해당하는 범위, 출처, 메모가 있으면 금액 자리에 `{krw, scope, sources, extra}`", "amounts by year, whole won; where more is said of one year, `{krw, scope, sources, extra}` in place of the amount"),
        record=YearNote, notes="year_notes", rdf="dcterms:hasPart"))
    funds: tuple[tuple[str, int], ...] = field(default=(), kw_only=True, metadata=_FUNDS)
    extra: Extra = field(default=(), metadata=EXTRA)
    year_notes: tuple[YearNote, ...] = field(default=(), metadata=told("outside", ("연도별 설명", "notes on years")))

    @property
    def spread(self) -> int:
        """What the amounts by year add up to (KRW)."""
        return sum(amount for _, amount in self.years)

    @property
    def total(self) -> int:
        """The total (KRW): as it was typed, else the sum of the years, else that of the funds."""
        if self.krw is not None:
            return self.krw
        return self.spread if self.years else sum(amount for _, amount in self.funds)

    def by_fund(self) -> dict[str, int]:
        """Return what each fund bears (KRW) over all years, in the order of `FUNDS`; empty where nobody says.

        >>> years = ((2026, 3), (2027, 4))
        >>> Budget(years=years, year_notes=(YearNote(2026, funds=(("city", 3),)), YearNote(2027, funds=(("city", 4),)))).by_fund()
        {'city': 7}
        """
        said = self.funds or [share for note in self.year_notes for share in note.funds]
        return {fund: sum(won for name, won in said if name == fund) for fund in FUNDS if fund in dict(said)}

    @property
    def funded_by(self) -> str | None:
        """Whose money it is (one of `BUDGET_KINDS`): as *kind* says, else by the funds where these bear all of it.

        >>> Budget(funds=(("national", 5), ("city", 3))).funded_by, Budget(9, funds=(("national", 5),)).funded_by
        ('public', None)
        """
        if self.kind is not None:
            return self.kind
        by_fund = self.by_fund()
        shares = {fund for fund, won in by_fund.items() if won}
        if not shares or sum(by_fund.values()) != self.total or "other" in shares:
            return None
        if len(shares) == 1 and shares & {"national", "city", "private"}:
            return shares.pop()
        return "mixed" if "private" in shares else "public"
# fmt: on
