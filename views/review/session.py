"""The review session in a terminal: one case after the other, each decision on disk before it is shown as saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click
from policygraph.graph.review.cases import Case, Queue
from policygraph.graph.review.effect import figures_by, moves
from policygraph.graph.review.recording import write_undone
from policygraph.graph.review.verdicts import NoteWanted, Undone, decided, undo, withdrawal
from policygraph.graph.suspicion import is_suspect
from policygraph.records.kinds import Decision, Language, Review, Text
from policygraph.records.words import VERDICTS
from policygraph.sources.atomic import NotWritten
from policygraph.sources.review_log import AlreadyDecided, append_reviews
from policygraph.sources.review_news import News
from policygraph.sources.reviewing import next_moment
from policygraph.sources.spelled import parse_date
from policygraph.views.review.choosing import items_named
from policygraph.views.review.keys import END, ENTER, ESCAPE, Keys
from policygraph.views.review.screen import CaseScreen, open_console, printed, verdict_text
from policygraph.views.review.told import REPORTS, effect_texts, proposal_text, saved_texts

if TYPE_CHECKING:
    from policygraph.graph.coverage import Coverage
    from policygraph.graph.study import Study

MOST_CHOICES = 9


@dataclass(frozen=True, slots=True)
class KeyAction:
    """What one key did: the *cases* that left the queue, and what went on record."""

    cases: tuple[Case, ...]
    reviews: tuple[Review, ...] = ()
    decision: Decision | None = None


@dataclass(slots=True)
class Session:
    """One reviewer at work on *queue*; decisions go into the workspace *root*."""

    study: Study
    root: Path
    queue: Queue
    lang: Language = "ko"
    blind: bool | None = None
    keys: Keys = field(default_factory=Keys)
    clear: bool = True
    waiting: list[Case] = field(init=False)
    done: list[KeyAction] = field(default_factory=list)
    known: list[Review | Decision] = field(init=False)
    note: str = ""
    message: str = ""
    skipped: list[Case] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting = list(self.queue.cases)
        self.known = [*self.study.graph.corpus.reviews, *self.study.graph.corpus.decisions]
        self.news = News(self.root)
        self.heard = self.news.place()
        self.screen = CaseScreen(self.study.graph, self.lang, blind=self.blind)

    screen: CaseScreen = field(init=False)
    news: News = field(init=False)
    heard: int = 0

    @property
    def saved(self) -> int:
        """How many pairs and items were decided and not taken back."""
        return sum(len({(r.task, r.item) for r in action.reviews}) + bool(action.decision) for action in self.done)

    def run(self) -> None:
        """Go through the queue until it is empty or the reviewer stops, and say what was done."""
        while self.waiting or self.skipped:
            self._hear()
            if not self.waiting and not self.skipped:
                break
            if not self.waiting:
                self.waiting, self.skipped = self.skipped, []
                self.say(Text("나중으로 미룬 것을 다시 보여 드립니다.", "These are the ones you put off."))
            self._show()
            if not self._act(self.keys.next()):
                break
        self._close()

    def _hear(self) -> None:
        """Take over what was put on record elsewhere meanwhile, and take what it settles off the queue."""
        news, self.heard = self.news.since(self.heard, self.known)
        if not news:
            return
        self.known += news
        decided = {
            (said.task, said.item)
            for said in news
            if isinstance(said, Review) and (said.verdict in ("accept", "reject") or said.by == self.queue.by)
        }
        away = self.study.graph.no_matter_with({found.item for found in self.known if isinstance(found, Decision)})

        def settled(case: Case) -> bool:
            return case.item in away or (case.kind in ("proposed", "suggested") and case.pair in decided)

        gone = sum(map(settled, (*self.waiting, *self.skipped)))
        self.waiting = [case for case in self.waiting if not settled(case)]
        self.skipped = [case for case in self.skipped if not settled(case)]
        if gone:
            text = Text(
                f"그 사이 다른 데서 판단한 {gone}건을 차례에서 뺐습니다(남의 판단은 --kind second로 볼 수 있습니다).",
                f"{gone} that were decided elsewhere meanwhile left the queue (see those of others with --kind second).",
            )
            self.message = "\n".join(filter(None, (self.message, text.get(self.lang))))

    def say(self, text: Text) -> None:
        """Put a line at the head of the next screen."""
        self.message = text.get(self.lang)

    # what is shown

    def _show(self) -> None:
        if self.clear and self.keys.single:
            click.clear()
        console = open_console()
        if self.message:
            printed(self.message.splitlines(), console)
            self.message = ""
        self.screen.draw(console, self.waiting[0], self._head(), self.note)
        if self.keys.single:
            click.echo(Text("판단 > ", "verdict > ").get(self.lang), nl=False)

    def _head(self) -> str:
        case = self.waiting[0]
        remaining = len(self.waiting) + len(self.skipped)
        decided_pairs = self.queue.progress.decided + sum(len(action.cases) for action in self.done)
        of_task = sum(other.task == case.task for other in self.waiting)
        return Text(
            f"{decided_pairs:,}/{decided_pairs + remaining:,} 판단함 · 이 과제 {of_task}건 남음 · 검토자 {self.queue.by}",
            f"{decided_pairs:,} of {decided_pairs + remaining:,} decided · {of_task} left of this task · reviewer {self.queue.by}",
        ).get(self.lang)

    def _close(self) -> None:
        left = len(self.waiting) + len(self.skipped)
        click.echo("")
        if self.message:
            click.echo(self.message)
        if not left:
            text = Text(
                f"모두 보았습니다. 이번에 {self.saved}건을 판단했고 모두 저장되어 있습니다.",
                f"That was all. You decided {self.saved} this time; everything is saved.",
            )
        else:
            text = Text(
                f"그만합니다. 이번에 {self.saved}건을 판단했고 모두 저장되어 있습니다. 남은 것은 {left}건이며, "
                "같은 명령으로 이어서 합니다.",
                f"Stopped. You decided {self.saved} this time; everything is saved. {left} left; the same command goes on.",
            )
        click.echo(text.get(self.lang))

    # what a key does

    def _act(self, key: str) -> bool:
        """Do what *key* says; false ends the session."""
        case = self.waiting[0]
        if key in ("q", ESCAPE, END):
            return False
        if key in ("1", "2", "3"):
            self._decide(case, "accept", int(key))
        elif key == "a" and case.strength is not None and not self.screen.hides(case):
            self._decide(case, "accept", case.strength)
        elif key in ("r", "x", "u"):
            self._decide(case, "unsure" if key == "u" else "reject")
        elif key in _ACTIONS:
            getattr(self, _ACTIONS[key])()
        elif key in ("a", ENTER):
            self.say(
                Text("수락하려면 강도 3, 2, 1 가운데 하나를 누르세요.", "To accept, press the strength: 3, 2 or 1.")
            )
        elif key:
            self.say(Text(f"'{key}' 키에는 아무 일도 없습니다.", f"the key {key!r} does nothing"))
        return True

    def _decide(self, case: Case, verdict: str, strength: int | None = None, instead: str | None = None) -> None:
        note = self.note
        if verdict == "accept" and not note and is_suspect(self.study.graph, case.task, instead or case.item):
            question = Text(
                "무엇을 확인했나요? (바뀐 연계라 메모가 필요합니다)", "What did you check? (a note is needed)"
            )
            note = self.keys.text(question.get(self.lang)) or ""
            if not note:
                self.say(Text("메모가 없어 수락하지 않았습니다.", "Not accepted: there is no note."))
                return
        when = next_moment(self.known, self.queue.by)
        arguments = {"strength": strength, "note": note, "instead": instead}
        self._record(decided(self.study.graph, case, verdict, self.queue.by, when, **arguments), [case])  # type: ignore[arg-type]

    def _record(self, reviews: Sequence[Review], cases: Sequence[Case], decision: Decision | None = None) -> None:
        """Write it down, and only then take the cases off the queue and say that it is saved."""
        try:
            append_reviews(self.root, reviews, [decision] if decision is not None else [])
        except (AlreadyDecided, NotWritten) as error:
            self.say(error.message)
            return
        before = self._figures()
        self.known += [*reviews, *([decision] if decision is not None else [])]
        pairs = {(review.task, review.item) for review in reviews} | {case.pair for case in cases}
        gone = [case for case in (*self.waiting, *self.skipped) if case.pair in pairs]
        self.waiting = [case for case in self.waiting if case.pair not in pairs]
        self.skipped = [case for case in self.skipped if case.pair not in pairs]
        self.done.append(KeyAction(tuple(gone), tuple(reviews), decision))
        self.note = ""
        self._tell(reviews, gone, decision)
        items = [review.item for review in reviews] if decision is None else [decision.item]
        self._tell_effect(before, dict.fromkeys(map(self.study.graph.document_of, items)))

    def _figures(self) -> Coverage:
        """Return the figures by all that this reviewer has said until now."""
        return figures_by(self.study, self.queue.by, self.known)

    def _tell_effect(self, before: Coverage, frameworks: Iterable[str]) -> None:
        """Say what became of the figures of *frameworks*, those *before* known."""
        after = self._figures()
        frameworks = [name for name in frameworks if after[name].state != "not-assessed"]
        lines = [text.get(self.lang) for text in effect_texts(moves(before, after, frameworks), after)]
        self.message = "\n".join((self.message, *(f"  {line}" for line in lines)))

    def _tell(self, reviews: Sequence[Review], cases: Sequence[Case], decision: Decision | None) -> None:
        texts = list(saved_texts(self.study.graph, reviews, decision))
        for case in cases:
            if len(cases) == 1 and self.screen.hides(case):
                told = (proposal_text(case), *map(verdict_text, case.said))
                texts += [Text(f"  {text.ko}", f"  {text.en}") for text in told if text]
        self.message = "\n".join(text.get(self.lang) for text in texts)

    def later(self) -> None:
        """Put the case behind all others."""
        self.skipped.append(self.waiting.pop(0))
        self.note = ""

    def write_note(self) -> None:
        """Ask for the note that goes with the decision of this case."""
        typed = self.keys.text(Text("메모", "note").get(self.lang))
        if typed is not None:
            self.note = typed

    def take_back(self) -> None:
        """Undo the last action: of this session, or else the last one on record."""
        if not self.done:
            self._take_back_older()
            return
        action = self.done[-1]
        when = next_moment(self.known, self.queue.by)
        withdrawn = tuple(withdrawal(review, when) for review in action.reviews)
        if not self._write(Undone(withdrawn, (action.decision,) if action.decision is not None else ())):
            return
        self.done.pop()
        self.waiting = [*action.cases, *self.waiting]
        self.note = action.reviews[0].note if action.reviews else ""
        self.say(REPORTS["undone"])

    def _take_back_older(self) -> None:
        undone = undo(self.known, self.queue.by, next_moment(self.known, self.queue.by))
        if not undone:
            self.say(REPORTS["nothing"])
            return
        if not self._write(undone):
            return
        items = [found.item for found in undone.decisions] or [found.item for found in undone.reviews]
        titles = ", ".join(self.study.graph.title(item).get(self.lang) for item in items[:3])
        what = Text("'해당 없음' 결정", "decision 'not applicable'") if undone.decisions else Text("판단", "verdict")
        self.say(
            Text(
                f"지난번에 한 마지막 {what.ko}을 되돌렸습니다: {titles}. 다음에 시작할 때 다시 나옵니다.",
                f"The last {what.en} of an earlier time was taken back: {titles}. It comes again when you start anew.",
            )
        )

    def _write(self, undone: Undone) -> bool:
        """Put on record that something is taken back; say why where that cannot be done."""
        try:
            write_undone(self.root, undone)
        except NotWritten as error:
            self.say(error.message)
            return False
        self.known = [*(found for found in self.known if found not in undone.decisions), *undone.reviews]
        return True

    def change_item(self) -> None:
        """Let the reviewer choose another item by a part of its title, and its strength."""
        case = self.waiting[0]
        wanted = self.keys.text(
            Text("어느 항목으로? (제목의 일부나 id)", "which item? (part of its title, or id)").get(self.lang)
        )
        if not wanted:
            return
        found = items_named(self.study.graph, wanted, case)
        if not found:
            self.say(Text(f"'{wanted}'에 해당하는 항목이 없습니다.", f"no item answers to {wanted!r}"))
            return
        console = open_console()
        for number, name in enumerate(found[:MOST_CHOICES], 1):
            where = self.study.graph.title(self.study.graph.items[name].document).get(self.lang)
            printed([f"[{number}] {self.study.graph.title(name).get(self.lang)}  ({name}, {where})"], console)
        if len(found) > MOST_CHOICES:
            more = len(found) - MOST_CHOICES
            click.echo(
                Text(f"이 밖에 {more}건. 더 길게 적으면 좁혀집니다.", f"{more} more; type more to narrow it.").get(
                    self.lang
                )
            )
        click.echo(Text("번호 > ", "number > ").get(self.lang), nl=False)
        key = self.keys.next()
        if not key.isdigit() or not 1 <= int(key) <= min(len(found), MOST_CHOICES):
            self.say(Text("바꾸지 않았습니다.", "Nothing was changed."))
            return
        name = found[int(key) - 1]
        click.echo(name)
        click.echo(Text("강도 1, 2, 3 > ", "strength 1, 2, 3 > ").get(self.lang), nl=False)
        strength = self.keys.next()
        if strength not in ("1", "2", "3"):
            self.say(Text("바꾸지 않았습니다.", "Nothing was changed."))
            return
        self._decide(case, "accept", int(strength), name)

    def rest_of_task(self) -> None:
        """Decide all that is left of this task at once."""
        task = self.waiting[0].task
        cases = [case for case in self.waiting if case.task == task]
        question = Text(
            f"이 과제의 나머지 {len(cases)}건: [a] 제안 강도로 모두 수락  [r] 모두 기각  [u] 모두 보류  [s] 모두 나중에 > ",
            f"the {len(cases)} left of this task: [a] accept as proposed  [r] reject  [u] unsure  [s] later > ",
        )
        click.echo(question.get(self.lang), nl=False)
        key = self.keys.next()
        click.echo("")
        if key == "s":
            self.skipped += cases
            self.waiting = [case for case in self.waiting if case.task != task]
            return
        verdict = {"a": "accept", "r": "reject", "u": "unsure"}.get(key)
        if verdict is None:
            return
        chosen = [
            case for case in cases if verdict != "accept" or (case.strength and (case.kind != "suspect" or self.note))
        ]
        left = len(cases) - len(chosen)
        word = VERDICTS[verdict].get(self.lang)
        if chosen and self.keys.yes(
            Text(f"{len(chosen)}건 모두 {word}?", f"{word} all {len(chosen)}?").get(self.lang), self.lang
        ):
            when = next_moment(self.known, self.queue.by)
            try:
                reviews = [
                    review
                    for case in chosen
                    for review in decided(self.study.graph, case, verdict, self.queue.by, when, note=self.note)
                ]
            except NoteWanted as error:
                self.say(error.message)
                return
            self._record(reviews, chosen)
            if left:
                self.message += Text(
                    f"\n{left}건은 하나씩 보아야 해서 남겨 두었습니다(바뀐 연계는 메모, 두 번째 검토는 강도가 필요).",
                    f"\n{left} have to be looked at one by one and were left.",
                ).get(self.lang)

    def not_applicable(self) -> None:
        """Put on record that the whole item is no matter of the city."""
        item = self.waiting[0].item
        reason = self.keys.text(Text("시의 소관이 아닌 까닭", "why it is no matter of the city").get(self.lang))
        if not reason:
            self.say(Text("까닭이 없어 적지 않았습니다.", "Nothing was written: there is no reason."))
            return
        typed = self.keys.text(
            Text("기한(예: 2030-12-31, 없으면 Enter)", "until (such as 2030-12-31, or Enter)").get(self.lang)
        )
        if typed is None:
            return
        expires = parse_date(typed) if typed else None
        if typed and expires is None:
            self.say(
                Text(f"'{typed}'은(는) 날짜가 아니어서 적지 않았습니다.", f"nothing was written: {typed!r} is no date")
            )
            return
        when = next_moment(self.known, self.queue.by)
        decision = Decision(item, Text(reason), self.queue.by, when, expires)
        decided = {item, *(found.item for found in self.known if isinstance(found, Decision))}
        away = self.study.graph.no_matter_with(decided)
        self._record([], [case for case in (*self.waiting, *self.skipped) if case.item in away], decision)

    def show_help(self) -> None:
        """Show what strengths and keys mean."""
        self.message = "\n".join(self.screen.help()) + "\n"


_ACTIONS = {
    "s": "later",
    "m": "write_note",
    "z": "take_back",
    "c": "change_item",
    "b": "rest_of_task",
    "n": "not_applicable",
    "d": "not_applicable",
    "?": "show_help",
    "h": "show_help",
}
