r"""Why a file is no YAML, TOML or JSON, in words for people: the parsers say it in English and in terms of their grammar.

YAML is read by libyaml where PyYAML has it and by PyYAML's own parser elsewhere; both say the same things in other words,
which become the same words here. What a parser of tomorrow may say is quoted.

>>> import tomllib, yaml
>>> try:
...     yaml.compose("a: b: c")
... except yaml.YAMLError as error:
...     print(yaml_reason(error).en)
a colon stands where none can stand (a value that holds ': ' needs quotes)
>>> try:
...     tomllib.loads("a = [1, 2")
... except tomllib.TOMLDecodeError as error:
...     print(toml_reason(error).ko)
'['로 연 목록이 ']'로 닫히지 않았습니다
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from policygraph.records.kinds import Text
from policygraph.records.phrases import Phrases

if TYPE_CHECKING:
    import yaml

_DEEP = ("괄호나 목록이 너무 깊이 겹쳐 있습니다", "brackets or lists are nested too deeply")
_LONG = ("자릿수가 너무 많은 수가 있습니다", "a number has too many digits")

_YAML = Phrases(
    (
        (
            r"mapping values are not allowed (in this context|here)",
            "쌍점(:)이 올 수 없는 자리에 있습니다(': '이 들어 있는 값은 따옴표로 감쌉니다)",
            "a colon stands where none can stand (a value that holds ': ' needs quotes)",
        ),
        (
            r"mapping keys are not allowed (in this context|here)",
            "'?' 표시가 올 수 없는 자리에 있습니다",
            "a '?' stands where none can stand",
        ),
        (
            r"(block )?sequence entries are not allowed (in this context|here)",
            "목록 표시 '- '이 올 수 없는 자리에 있습니다",
            "the sign '- ' of a list stands where none can stand",
        ),
        (
            r"could not find expected ':'",
            "이름 뒤에 쌍점(:)이 없습니다",
            "a name is not followed by a colon",
        ),
        (
            r"(did not find expected|expected) ',' or '\]'.*",
            "'['로 연 목록이 ']'로 닫히지 않았거나 값 사이에 쉼표가 없습니다",
            "a list that opens with '[' is not closed by ']', or a comma between its values is missing",
        ),
        (
            r"(did not find expected|expected) ',' or '\}'.*",
            "'{{'로 연 묶음이 '}}'로 닫히지 않았거나 값 사이에 쉼표가 없습니다",
            "what opens with '{{' is not closed by '}}', or a comma between its values is missing",
        ),
        (
            r"did not find expected (key|'-' indicator)|expected <block end>, but found .*",
            "들여쓰기가 윗줄들과 맞지 않거나 '이름: 값'이나 '- 값' 꼴이 아닙니다",
            "the indentation does not fit the lines above, or this is neither 'key: value' nor '- value'",
        ),
        (
            r"did not find expected <document start>|expected '<document start>', but found .*",
            "앞의 내용이 끝난 뒤에 그와 이어지지 않는 내용이 있습니다",
            "something follows the end of what stands before and does not belong to it",
        ),
        (
            r"(did not find expected|expected the) node content.*",
            "값이 있을 자리에 다른 표시가 있습니다",
            "another sign stands where a value belongs",
        ),
        (
            r"found a tab character.*|found character '\\t' that cannot start any token",
            "들여쓰기에 탭이 있습니다(빈칸만 쓸 수 있습니다)",
            "a tab stands in the indentation (only spaces can)",
        ),
        (
            r"found character .*that cannot start any token",
            "줄이나 값의 첫 글자로 쓸 수 없는 글자가 있습니다(탭은 빈칸으로 바꾸고, @, `, %로 시작하는 값은 따옴표로 감쌉니다)",
            "a line or a value begins with a letter that none can begin with (put spaces for a tab, and quotes around a value that begins with @, ` or %)",
        ),
        (
            r"found unexpected ':'",
            "{{ }}나 [ ] 안의 값에 쌍점(:)이 있습니다(따옴표로 감쌉니다)",
            "a value within {{ }} or [ ] holds a colon (it needs quotes)",
        ),
        (
            r"found undefined alias.*",
            "'*' 뒤의 이름이 가리키는 값('&' 표시)이 이 파일에 없습니다('*'로 시작하는 값은 따옴표로 감쌉니다)",
            "nothing in this file is marked with '&' and the name after '*' (a value that begins with * needs quotes)",
        ),
        (
            r"found duplicate anchor.*|second occurrence",
            "'&' 표시가 붙은 같은 이름이 두 번 있습니다",
            "one name is marked with '&' twice",
        ),
        (
            r"found unexpected end of stream",
            "따옴표로 연 값이 닫히지 않은 채 파일이 끝납니다",
            "the file ends within a value whose quotes are not closed",
        ),
        (
            r"found unexpected document (indicator|separator)",
            "따옴표로 연 값이 닫히기 전에 '---'나 '...' 줄이 있습니다",
            "a line '---' or '...' stands within a value whose quotes are not closed",
        ),
        (
            r"found unknown escape character.*",
            r"큰따옴표 안의 '\' 뒤에 그럴 수 없는 글자가 있습니다('\'는 '\\'로 적거나 작은따옴표를 씁니다)",
            r"a '\' within double quotes stands before a letter that it cannot (write '\\', or use single quotes)",
        ),
        (
            r"did not find expected hexdecimal number|found invalid Unicode character escape code|expected escape sequence of .*",
            r"큰따옴표 안의 '\x', '\u', '\U' 뒤가 글자를 가리키는 십육진수가 아닙니다",
            r"a '\x', '\u' or '\U' within double quotes is not followed by the hexadecimal number of a letter",
        ),
        (
            r"found an indentation indicator equal to 0|expected (chomping or )?indentation indicators?.*|did not find expected comment or line break"
            r"|expected a comment or a line break.*",
            "'|', '>' 표시나 '%'로 시작하는 줄 뒤에 그 자리에 올 수 없는 것이 있습니다",
            "after '|' or '>', or on a line that begins with '%', stands what cannot stand there",
        ),
        (
            r"but found another document",
            "한 파일에 문서가 둘 이상 있습니다('---' 줄)",
            "the file holds more than one document (a line '---')",
        ),
        (
            r"found undefined tag handle.*|did not find expected (tag URI|'!'|whitespace or line break)|did not find the expected '>'"
            r"|did not find URI escaped octet|found an incorrect (leading|trailing) UTF-8 octet|expected (URI|'!'|'>').*"
            r"|(found )?duplicate (%TAG directive|tag handle).*|found non-specific tag '!'",
            "'!'로 시작하는 표시를 읽을 수 없습니다('!'로 시작하는 값은 따옴표로 감쌉니다)",
            "a mark that begins with '!' cannot be read (a value that begins with ! needs quotes)",
        ),
        (
            r"did not find expected alphabetic or numeric character|expected alphabetic or numeric character.*",
            "'&', '*', '%' 뒤에 이름이 없습니다('&', '*', '%'로 시작하는 값은 따옴표로 감쌉니다)",
            "no name follows a '&', '*' or '%' (a value that begins with one of them needs quotes)",
        ),
        (
            r"could not find expected directive name|found unknown directive name|found unexpected non-alphabetical character"
            r"|did not find expected (version number|digit or '\.' character|whitespace)|found extremely long version number"
            r"|found duplicate (%YAML|YAML) directive|found incompatible YAML document.*|expected (a digit|' ').*",
            "'%'로 시작하는 줄을 읽을 수 없습니다('%'로 시작하는 값은 따옴표로 감쌉니다)",
            "a line that begins with '%' cannot be read (a value that begins with % needs quotes)",
        ),
        (
            r"(control|special) characters are not allowed|unacceptable character.*|invalid Unicode character",
            "쓸 수 없는 제어 문자가 있습니다",
            "there is a control character, which cannot be used",
        ),
        (
            r".*UTF-(8|16).*|unexpected low surrogate area",
            "글자의 부호가 깨져 있습니다",
            "the encoding of a letter is broken",
        ),
        (
            r"invalid indentation or unclosed .*",
            "들여쓰기가 틀렸거나 괄호가 닫히지 않았습니다",
            "the indentation is wrong, or a bracket is not closed",
        ),
        (r"exceeded maximum nesting depth|maximum recursion depth exceeded.*", *_DEEP),
    )
)

_TOML = Phrases(
    (
        (
            r"Invalid value",
            "값을 읽을 수 없습니다(글은 따옴표로 감싸고 참, 거짓은 true, false로 적습니다)",
            "a value cannot be read (a text needs quotes; write true or false)",
        ),
        (r"Expected '=' after a key in a key/value pair", "이름 뒤에 '='이 없습니다", "a name is not followed by '='"),
        (
            r"Expected '(\]|\]\])' at the end of (a table|an array) declaration",
            "'['로 시작하는 표 제목이 ']'로 닫히지 않았습니다",
            "the heading of a table that opens with '[' is not closed by ']'",
        ),
        (
            r"Expected newline or end of document after a statement",
            "값 뒤에 다른 것이 이어집니다(한 줄에 하나씩 적습니다)",
            "something follows a value (each goes on a line of its own)",
        ),
        (
            r"Expected '(?P<sign>[^']+)'|Expected \"(?P<quote>[^\"]+)\"",
            "'{sign}{quote}'이(가) 있을 자리에 다른 것이 있습니다",
            "something else stands where '{sign}{quote}' belongs",
        ),
        (
            r"Unclosed array",
            "'['로 연 목록이 ']'로 닫히지 않았습니다",
            "a list that opens with '[' is not closed by ']'",
        ),
        (
            r"Unclosed inline table",
            "'{{'로 연 묶음이 '}}'로 닫히지 않았거나 값 사이에 쉼표가 없습니다",
            "what opens with '{{' is not closed by '}}', or a comma between its values is missing",
        ),
        (r"Unterminated string", "따옴표로 연 글이 닫히지 않았습니다", "the quotes of a text are not closed"),
        (
            r"Illegal character .*",
            "그 자리에 쓸 수 없는 글자가 있습니다(따옴표가 그 줄에서 닫히지 않았거나 제어 문자입니다)",
            "a letter stands where it cannot (quotes are not closed on their line, or it is a control character)",
        ),
        (
            r"Found invalid character .*",
            "줄 끝의 '\\' 뒤에 다른 글자가 있습니다",
            "a letter follows the '\\' at the end of a line",
        ),
        (
            r"Unescaped '\\' in a string",
            r"큰따옴표 안의 '\' 뒤에 그럴 수 없는 글자가 있습니다('\'는 '\\'로 적거나 작은따옴표를 씁니다)",
            r"a '\' within double quotes stands before a letter that it cannot (write '\\', or use single quotes)",
        ),
        (
            r"Invalid hex value|Escaped character is not a Unicode scalar value",
            r"큰따옴표 안의 '\x', '\u', '\U' 뒤가 글자를 가리키는 십육진수가 아닙니다",
            r"a '\x', '\u' or '\U' within double quotes is not followed by the hexadecimal number of a letter",
        ),
        (
            r"Invalid initial character for a key part",
            "이름이 있을 자리에 이름이 아닌 것이 있습니다(한글 이름은 따옴표로 감쌉니다)",
            "what stands where a name belongs is none (a name with letters beyond ASCII needs quotes)",
        ),
        (
            r"Invalid statement",
            "'이름 = 값'도 '[표]'도 아닌 줄입니다(한글 이름은 따옴표로 감쌉니다)",
            "a line is neither 'name = value' nor '[table]' (a name with letters beyond ASCII needs quotes)",
        ),
        (r"Invalid date or datetime", "달력에 없는 날짜나 시각입니다", "a date or a time is not in the calendar"),
        (
            r"Cannot overwrite a value|Cannot (declare|redefine|mutate) .*|Duplicate inline table key .*",
            "같은 이름이나 표가 두 번 있습니다",
            "one name or table stands there twice",
        ),
        (r"Exceeds the limit .*", *_LONG),
        (r"maximum recursion depth exceeded.*|TOML inline arrays/tables are nested too deeply.*", *_DEEP),
    )
)

_JSON = Phrases(
    (
        (r"Expecting value", "값이 있을 자리에 값이 없습니다", "there is no value where one belongs"),
        (r"Expecting '(?P<sign>.)' delimiter", "'{sign}'이(가) 없습니다", "'{sign}' is missing"),
        (
            r"Expecting property name enclosed in double quotes",
            "큰따옴표로 감싼 이름이 없습니다",
            "a name in double quotes is missing",
        ),
        (
            r"Unterminated string starting at",
            "따옴표로 연 글이 닫히지 않았습니다",
            "the quotes of a text are not closed",
        ),
        (
            r"Invalid control character at",
            "글 가운데에 줄바꿈이나 제어 문자가 있습니다",
            "a text holds a line end or a control character",
        ),
        (
            r"Invalid \\.*escape.*",
            r"'\' 뒤에 그럴 수 없는 글자가 있습니다",
            r"a '\' stands before a letter that it cannot",
        ),
        (r"Extra data", "내용이 끝난 뒤에 다른 것이 이어집니다", "something follows the end"),
        (r"Illegal trailing comma.*", "마지막 값 뒤에 쉼표가 있습니다", "a comma follows the last value"),
        (r"Unexpected UTF-8 BOM.*", "글 앞에 표시(BOM)가 두 번 있습니다", "a mark (BOM) stands before the text twice"),
        (r"Exceeds the limit .*", *_LONG),
        (r"maximum recursion depth exceeded.*", *_DEEP),
    )
)

_PLACE = re.compile(r" \(at (line \d+, column (?P<column>\d+)|end of document)\)$")


def yaml_reason(error: yaml.YAMLError | RecursionError) -> Text:
    """Return why a text is no YAML, as *error* tells it."""
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return _YAML.said(str(said).split("\n")[0])


def toml_reason(error: ValueError | RecursionError) -> Text:
    """Return why a text is no TOML, as *error* tells it; its line stands in the place of the message."""
    return _TOML.said(_PLACE.sub("", str(error)))


def json_reason(error: ValueError | RecursionError) -> Text:
    """Return why a text is no JSON, as *error* tells it.

    >>> try:
    ...     json.loads('{"a": }')
    ... except ValueError as error:
    ...     print(json_reason(error).en)
    there is no value where one belongs
    """
    return _JSON.said(error.msg if isinstance(error, json.JSONDecodeError) else str(error))
