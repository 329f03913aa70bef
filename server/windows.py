"""What bounds the memory of a worker on Windows: a job object of its own, since there are no resource limits.

Structures and numbers are those of the Windows API (``winnt.h``, ``psapi.h``).
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_MEMORY = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_job: Any = None


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """``JOBOBJECT_EXTENDED_LIMIT_INFORMATION``."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class MemoryCounters(ctypes.Structure):
    """``PROCESS_MEMORY_COUNTERS``."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        *((name, ctypes.c_size_t) for name in (
            "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
            "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
        )),
    )  # fmt: skip


def limit_memory(more: int) -> None:
    """Let this process commit *more* bytes than it does now; where Windows refuses, do nothing."""
    if sys.platform != "win32":
        return
    global _job
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle = ctypes.c_void_p
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = handle
    kernel.AssignProcessToJobObject.argtypes = (handle, handle)
    kernel.SetInformationJobObject.argtypes = (handle, ctypes.c_int, handle, ctypes.c_uint32)
    kernel.K32GetProcessMemoryInfo.argtypes = (handle, handle, ctypes.c_uint32)
    process = kernel.GetCurrentProcess()
    if _job is None:
        _job = kernel.CreateJobObjectW(None, None)
        if not _job or not kernel.AssignProcessToJobObject(_job, process):
            return
    now = MemoryCounters(cb=ctypes.sizeof(MemoryCounters))
    if kernel.K32GetProcessMemoryInfo(process, ctypes.byref(now), now.cb):
        limits = ExtendedLimits(ProcessMemoryLimit=min(now.PagefileUsage + more, ctypes.c_size_t(-1).value))
        limits.BasicLimitInformation.LimitFlags = _PROCESS_MEMORY
        kernel.SetInformationJobObject(_job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
