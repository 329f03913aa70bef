"""The review page over HTTP: shows the queue, and puts decisions on record when they come from that page on this machine.

A decision is taken when all of this holds: the service listens on this machine alone and has a workspace; the request
names this machine as its host, comes from a page of this very origin and through no proxy; it is JSON; and it carries
the token that the page was given together with the session's cookie, which no other page can read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from policygraph.graph.review import CASE_KINDS, build_queue, left_out, queue_data, review_suggestions
from policygraph.pages.embedding import embedded_json, policy_of
from policygraph.pages.review import ServiceConnection, versions_data
from policygraph.pages.review.review_page import render_embedded
from policygraph.records.issue import Issue, IssueLog, PolicyGraphError
from policygraph.records.kinds import NO_TEXT, Decision, Language, Review, Text
from policygraph.records.persons import person_name
from policygraph.records.record_data import plain
from policygraph.server.admission import cookie_in, host_name
from policygraph.server.data import Candidates, LiveData
from policygraph.server.message import DECISIONS, Problem, Reply, Request, problem
from policygraph.server.pages import with_alert
from policygraph.server.service_settings import ServiceSettings, is_loopback
from policygraph.sources.atomic import NotWritten
from policygraph.sources.decoding import decode
from policygraph.sources.review_log import AlreadyDecided, append_reviews
from policygraph.sources.review_news import News
from policygraph.sources.reviewing import Signed, names_to_confirm
from policygraph.sources.version_maps import VersionDecision, read_version_maps

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.records.kinds import Document
    from policygraph.sources.decisions_file import DecisionsFile

COOKIE = "policygraph-review"
TOKEN_HEADER = "x-policygraph-token"  # noqa: S105 - the name of a header
HEARD_HEADER = "x-policygraph-heard"
_SESSION = re.compile(r"[A-Za-z0-9_-]{32}")
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_MOST_ISSUES = 20
_LONGEST_NAME, _LONGEST_TEXT = 100, 4000


class ReviewDesk:
    """Serves the review page and takes its decisions."""

    def __init__(self, settings: ServiceSettings, data: LiveData) -> None:
        self.settings, self.data = settings, data
        self._secret = secrets.token_bytes(32)
        self._writing = threading.Lock()
        self._news = None if data.root is None else News(data.root)
        self._suggesting = threading.Lock()
        self._suggested: tuple[tuple[Document, ...], Candidates] | None = None

    # showing

    def page(self, request: Request, lang: Language) -> Reply:
        """Return the page, with a session of its own where decisions can be taken."""
        why = self._why_read_only(request)
        headers = {}
        session = cookie_in(request.header("cookie"), COOKIE)
        if why is None and not _SESSION.fullmatch(session):
            session = secrets.token_urlsafe(24)
            headers["Set-Cookie"] = f"{COOKIE}={session}; HttpOnly; SameSite=Strict; Path=/review"
        heard, token = (cast(News, self._news).place(), self._token(session)) if why is None else (0, "")
        connection = ServiceConnection(f"/review/{DECISIONS}", token, why is None, why.text if why else NO_TEXT, heard)
        with self.data.current() as state:
            versions = state.kept("versions", lambda: embedded_json(versions_data(state.study)).encode()).decode()
            title = {"ko": state.study.title.ko, "en": state.study.title.en}
            data = state.review_data(self._candidates)
            body = with_alert(
                render_embedded(data, versions, title, lang, connection).encode(), lang, self.data.problem
            )
        return Reply(200, "text/html; charset=utf-8", body, headers=headers, policy=policy_of(body))

    def queue(self, by: str) -> Reply:
        """Return what waits for the reviewer *by*, as JSON."""
        with self.data.current() as state:
            found = self._candidates(state.study)
            queue = build_queue(state.study, person_name(by), suggestions=found.suggestions, hidden=found.hidden)
            text = json.dumps(queue_data(queue, state.study), ensure_ascii=False, sort_keys=True)
        return Reply(200, "application/json", text.encode())

    def _candidates(self, study: Study) -> Candidates:
        """Return the candidates of the program; they stay the same while people decide, until a text changes."""
        with self._suggesting:
            if self._suggested is None or self._suggested[0] != study.corpus.documents:
                suggestions = tuple(review_suggestions(study, kinds=tuple(CASE_KINDS)))
                found = Candidates(suggestions, left_out(study, suggestions))
                self._suggested = (study.corpus.documents, found)
            return self._suggested[1]

    def _why_read_only(self, request: Request) -> Problem | None:
        """Return why decisions cannot be taken here, or ``None`` where they can."""
        if self.data.root is None:
            return problem("bundled")
        if not is_loopback(self.settings.host):
            return problem("open-to-others")
        if not is_loopback(host_name(request.header("host"))) or any(map(request.header, _FORWARDED)):
            return problem("through-others")
        return None

    def _token(self, session: str) -> str:
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    # taking

    def take(self, request: Request) -> Reply:
        """Put the decisions in *request* on record and say so; everything in it, or nothing."""
        from policygraph.sources.decisions_file import check_decisions, parse_decisions, unknown_pairs

        news = self._require_allowed(request)
        log = IssueLog()
        text = decode(request.body, DECISIONS, log)
        found = parse_decisions(text, DECISIONS, log) if text is not None else None
        if found is None:
            raise _unusable(400, "not-decisions", log.issues)
        study = self.data.latest.study
        log.extend(check_decisions(found, study.corpus, study.workspace.settings, DECISIONS))
        if log.errors:
            raise _unusable(422, "unusable-decisions", log.errors)
        maps = read_version_maps(news.root, study.workspace.settings.base) if found.versions else ()
        log.extend(unknown_pairs(found.versions, maps))
        if log.errors:
            raise _unusable(422, "unusable-decisions", log.errors)
        _require_names(found)
        reviews = tuple(replace(review, by=person_name(review.by or "")) for review in found.reviews)
        decisions = tuple(replace(decision, by=person_name(decision.by or "")) for decision in found.decisions)
        said = (*study.corpus.reviews, *study.corpus.decisions, *news.since(0, ())[0])
        _require_known((*reviews, *decisions, *found.versions), said, found.new_reviewers)
        self._write(news.root, replace(found, reviews=reviews, decisions=decisions))
        saved = {"reviews": len(found.reviews), "decisions": len(found.decisions), "retracted": len(found.retracted)}
        if found.versions:
            saved["versions"] = len(found.versions)
        answer = {"saved": saved, **_since(news, request.header(HEARD_HEADER), (*reviews, *decisions))}
        return Reply(200, "application/json", json.dumps(answer, ensure_ascii=False).encode())

    def _write(self, root: Path, found: DecisionsFile) -> None:
        try:
            with self._writing:
                append_reviews(
                    root, found.reviews, found.decisions, [(item, found.by) for item in found.retracted], found.versions
                )
        except NotWritten as error:
            raise Problem(503, "not-written", error.message) from error
        except AlreadyDecided as error:
            raise Problem(409, "already-decided", error.message) from error
        except PolicyGraphError as error:
            raise Problem(409, "not-written", error.message) from error

    def _require_allowed(self, request: Request) -> News:
        """Return what is on record; raise the `Problem` that says why *request* may not add to it, if there is one."""
        why = self._why_read_only(request)
        if why is not None:
            raise why
        origin, fetch_site = request.header("origin"), request.header("sec-fetch-site")
        if origin != f"http://{request.header('host').strip()}" or fetch_site not in ("", "same-origin"):
            raise problem("foreign-origin")
        if request.header("content-type").partition(";")[0].strip().lower() != "application/json":
            raise problem("not-json")
        session = cookie_in(request.header("cookie"), COOKIE)
        if not (
            _SESSION.fullmatch(session)
            and hmac.compare_digest(self._token(session).encode(), request.header(TOKEN_HEADER).encode())
        ):
            raise problem("session-over")
        return cast(News, self._news)


def _require_known(said: Sequence[Signed], known: Sequence[Review | Decision], confirmed: Sequence[str]) -> None:
    """Raise a `Problem` where somebody's name resembles a *known* one and nobody has said that it is another person's."""
    for found, other in names_to_confirm(said, known, confirmed):
        raise problem("unsure-reviewer", {"by": found.by, "other": other}, by=found.by, other=other)


def _since(news: News, heard: str, just_said: Sequence[Review | Decision]) -> dict[str, Any]:
    """Return what others have put on record since the page has *heard* so much; nothing for who does not say."""
    if not re.fullmatch(r"\d{1,9}", heard):
        return {}
    found, place = news.since(int(heard), just_said)
    return {
        "heard": place,
        "reviews": [plain(said) for said in found if isinstance(said, Review)],
        "decisions": [plain(said) for said in found if isinstance(said, Decision)],
    }


def _unusable(status: int, code: str, issues: Sequence[Issue]) -> Problem:
    first = issues[0]
    return Problem(
        status,
        code,
        Text(f"{first.where}: {first.message.ko}", f"{first.where}: {first.message.en}"),
        issues=[
            {"code": issue.code, "where": str(issue.where), "ko": issue.message.ko, "en": issue.message.en}
            for issue in issues[:_MOST_ISSUES]
        ],
    )


def _require_names(found: DecisionsFile) -> None:
    """Raise a `Problem` where a record does not say who and when, or says more than a page lets one type."""
    texts = [review.note for review in found.reviews]
    texts += [said.note for said in found.versions]
    texts += [text for decision in found.decisions for text in (decision.reason.ko, decision.reason.en)]
    records: list[Review | Decision | VersionDecision] = [*found.reviews, *found.decisions, *found.versions]
    if not all(record.by and record.date for record in records) or (found.retracted and not found.by):
        raise problem("unsigned-decisions")
    names = (record.by or "" for record in records)
    if any(len(name) > _LONGEST_NAME for name in names) or any(len(text) > _LONGEST_TEXT for text in texts):
        raise problem("long-decisions", name=_LONGEST_NAME, text=_LONGEST_TEXT)
