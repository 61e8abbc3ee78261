"""Placeholders in the names of output files, and the older files of the same pattern.

`{date}` is the day (2026-11-21), `{week}` the ISO week (2026-W47), `{tenant}` the tenant as it was
named to the program.
"""

import re
from datetime import date
from pathlib import Path

from mfa_audit.errors import UsageError

_DAY = r"\d{4}-\d{2}-\d{2}"
_WEEK = r"\d{4}-W\d{2}"


def expand(path: Path, today: date, tenant: str | None) -> Path:
    """`path` with its placeholders filled. Raises UsageError for one that is not known, and for
    {tenant} where none was named."""
    year, week, _ = today.isocalendar()
    values = {"date": today.isoformat(), "week": f"{year}-W{week:02d}"}
    if "{tenant}" in str(path):
        if not tenant:
            raise UsageError("The output's name has {tenant}, but no tenant is named.", "--tenant")
        values["tenant"] = _file_name(tenant)
    unknown = set(re.findall(r"\{(\w*)\}", str(path))) - set(values)
    if unknown:
        raise UsageError(
            f"The output's name has an unknown placeholder {{{min(unknown)}}}.",
            "Known: {date}, {week}, {tenant}.",
        )
    filled = str(path)
    for name, value in values.items():
        filled = filled.replace(f"{{{name}}}", value)
    return Path(filled)


def prune(
    pattern: Path, written: Path, keep: int, tenant: str | None
) -> tuple[list[Path], list[str]]:
    """Remove the oldest files that `pattern` could have written, beyond `keep`; the removed ones,
    and sentences about those that could not be.

    Only files in the same folder whose names differ from the pattern in date or week are touched,
    never the one just written. Raises UsageError where the pattern has neither.
    """
    check_keep(pattern)
    same = [file for file in _alike(pattern, written.parent, tenant) if file.name != written.name]
    old = same[: max(0, len(same) - (keep - 1))]
    removed, left = [], []
    for file in old:
        try:
            file.unlink()
            removed.append(file)
        except OSError as error:
            left.append(
                f"the older {file} could not be removed: {error.strerror}. Close the program that "
                "has it open; the next run tries again."
            )
    return removed, left


def latest(pattern: Path, path: Path, tenant: str | None) -> Path | None:
    """The newest file that `pattern` could have written before `path`, which is what it makes now;
    None where there is none. Without a date or week in the pattern that is `path` itself."""
    if "{date}" not in pattern.name and "{week}" not in pattern.name:
        return path if path.is_file() else None
    alike = _alike(pattern, path.parent, tenant) if path.parent.is_dir() else []
    return max((file for file in alike if file.name < path.name), default=None)


def _alike(pattern: Path, folder: Path, tenant: str | None) -> list[Path]:
    """The files of `folder` whose names differ from the pattern in date or week, the oldest
    first."""
    name = re.escape(pattern.name).replace(r"\{date\}", _DAY).replace(r"\{week\}", _WEEK)
    name = name.replace(r"\{tenant\}", re.escape(_file_name(tenant or "")))
    return sorted(f for f in folder.iterdir() if re.fullmatch(name, f.name) and f.is_file())


def check_keep(pattern: Path) -> None:
    """Raise UsageError where --keep could not tell which file is older."""
    if "{date}" not in pattern.name and "{week}" not in pattern.name:
        raise UsageError(
            "--keep needs {date} or {week} in the output's name.", "For example MFA_{week}.xlsx"
        )


def _file_name(tenant: str) -> str:
    return re.sub(r"[^\w.-]+", "_", tenant)
