"""How a value is shown in a cell of the form, and how typed text becomes a value again."""

from __future__ import annotations

from coding.base.dates import standard_moment
from coding.page.fields import field_catalogue


def choices(key: str) -> list[str]:
    """The values of a coded field as they are shown, ``code label``; empty for fields without a domain."""
    domain = field_catalogue().domain_of(key)
    return [f"{code} {label}" for code, label in domain.labels.items()] if domain else []


def shown(key: str, value: str) -> str:
    """A value with its Chinese label; a value outside of its domain is shown as it stands, so none is lost."""
    domain = field_catalogue().domain_of(key)
    label = domain.labels.get(value) if domain else None
    return f"{value} {label}" if label else value


def read(key: str, text: str) -> tuple[str, bool]:
    """The value that typed text means, and whether that is certain.

    Code, label, ``code label`` or the unmistakable beginning of a label; a date in any usual spelling becomes that of
    the standard; anything else stays as typed.
    """
    domain = field_catalogue().domain_of(key)
    if domain is None:
        return _dated(key, text), True
    typed = text.strip()
    if not typed or typed in domain.labels:
        return typed, True
    for code, label in domain.labels.items():
        if typed in (label, f"{code} {label}"):
            return code, True
    begun = [code for code, label in domain.labels.items() if label.startswith(typed)]
    return (begun[0], False) if len(begun) == 1 else (typed, False)


#: The longest text of a date by the type of its field.
_LONGEST = {"date": "0000-00-00", "datetime": "0000-00-00 00:00:00"}
#: The longest code of a diagnosis as the national tables write it.
LONGEST_CODE = "M00.000x000"


def longest_date(key: str) -> str:
    """The longest date that a field holds in the standard's spelling; "" for fields that hold none."""
    field = field_catalogue().get(key)
    return _LONGEST.get(field.type, "") if field else ""


def holds_code(key: str) -> bool:
    """Whether a field holds a code that no short list knows: of a diagnosis, of a morphology."""
    field = field_catalogue().get(key)
    return bool(field) and field.type == "code" and field_catalogue().domain_of(key) is None


def _dated(key: str, text: str) -> str:
    longest = longest_date(key)
    return standard_moment(text, with_time=":" in longest) if longest else text


def one_line(text: str) -> str:
    """Text as a front page can hold it: line breaks and tabs, as they are pasted, become blanks."""
    return " ".join(text.split()) if any(c in text for c in "\r\n\t\u2028\u2029") else text
