"""Why the system refused to read or write, in words for people.

The system says it in its own language and names no remedy; these are the reasons that people meet.
"""

from __future__ import annotations

import errno

from policygraph.records.kinds import Text

_REASONS: dict[int, Text] = {
    errno.ENOENT: Text("파일이나 폴더가 없습니다", "there is no such file or folder"),
    errno.EACCES: Text("권한이 없습니다", "permission is denied"),
    errno.EPERM: Text("권한이 없습니다", "permission is denied"),
    errno.ENOSPC: Text("디스크가 가득 찼습니다", "the disk is full"),
    errno.EDQUOT: Text("쓸 수 있는 디스크 용량을 다 썼습니다", "the disk quota is used up"),
    errno.EFBIG: Text("파일이 허용된 크기를 넘습니다", "the file is larger than allowed"),
    errno.EROFS: Text("읽기만 할 수 있는 디스크입니다", "the disk is read-only"),
    errno.EEXIST: Text("같은 이름이 이미 있습니다", "the name exists already"),
    errno.ENOTEMPTY: Text("폴더가 비어 있지 않습니다", "the folder is not empty"),
    errno.EISDIR: Text("파일이 아니라 폴더입니다", "it is a folder, not a file"),
    errno.ENOTDIR: Text("경로 가운데 폴더가 아닌 것이 있습니다", "a part of the path is no folder"),
    errno.ENAMETOOLONG: Text("이름이 너무 깁니다", "the name is too long"),
    errno.ELOOP: Text("바로 가기(링크)가 돌고 돕니다", "the links run in a circle"),
    errno.EBUSY: Text("다른 프로그램이 쓰고 있습니다", "another program is using it"),
    errno.EMFILE: Text("열린 파일이 너무 많습니다", "too many files are open"),
    errno.ENFILE: Text("열린 파일이 너무 많습니다", "too many files are open"),
    errno.EIO: Text("디스크나 연결에 이상이 있습니다", "the disk or the connection fails"),
    errno.ENXIO: Text("그런 장치가 없습니다", "there is no such device"),
    errno.ETIMEDOUT: Text("연결이 답하지 않습니다", "the connection does not answer"),
    errno.ESTALE: Text(
        "공유 폴더의 파일이 그사이 바뀌었거나 없어졌습니다",
        "the file on the shared drive was changed or removed meanwhile",
    ),
    errno.ENOMEM: Text("메모리가 모자랍니다", "there is not enough memory"),
}
_NAMES = frozenset(
    (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY)
)


def reason_of(error: OSError) -> Text:
    """Return why the system refused, as *error* tells it.

    >>> reason_of(OSError(errno.ENOSPC, "No space left on device")).ko
    '디스크가 가득 찼습니다'
    >>> reason_of(OSError("odd")).en
    'odd'
    """
    said = error.strerror or str(error) or type(error).__name__
    return _REASONS.get(error.errno or 0, Text(f'원문: "{said}"', said))


def advice_of(error: OSError) -> Text:
    """Return what to do where the system refused to write, as *error* tells why.

    >>> advice_of(OSError(errno.ENOSPC, "No space left on device")).en
    'Make room, or choose another place.'
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Text("자리를 비우거나 다른 곳에 저장해 주세요.", "Make room, or choose another place.")
    if error.errno in _NAMES:
        return Text(
            "폴더가 있는지, 파일 이름이 맞는지 확인해 주세요.", "Check that the folder exists and the name of the file."
        )
    return Text(
        "쓰기 권한이 있는지, 파일이 다른 프로그램에 열려 있지 않은지 확인해 주세요.",
        "Check that you may write there and no other program has the file open.",
    )


def reasons(error: OSError) -> dict[str, str]:
    """Return the placeholders ``reason_ko`` and ``reason_en`` of an issue.

    >>> reasons(OSError(errno.EISDIR, "Is a directory"))["reason_en"]
    'it is a folder, not a file'
    """
    return as_reasons(reason_of(error))


def as_reasons(reason: Text) -> dict[str, str]:
    """Return *reason* as the placeholders ``reason_ko`` and ``reason_en`` of an issue.

    >>> as_reasons(Text("따옴표가 없습니다", "quotes are missing"))["reason_ko"]
    '따옴표가 없습니다'
    """
    return {"reason_ko": reason.ko, "reason_en": reason.en}
