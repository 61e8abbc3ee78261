"""Explanations as text."""

from mfa_audit.reports.explain import Explanation, explanations_as_text


def test_a_title_comes_before_each_kind() -> None:
    entries = [
        Explanation("AADSTS code", "AADSTS1", "One", "", "Means one.", "Do one."),
        Explanation("AADSTS code", "AADSTS2", "", "", "Means two.", "Do two."),
        Explanation("result text", "x", "y", "denied", "y", "Do y."),
    ]
    assert explanations_as_text(entries, str, titles=True) == (
        "AADSTS codes of sign-ins\n"
        "AADSTS1  One\n"
        "    Means one.\n"
        "    What to do: Do one.\n"
        "AADSTS2\n"
        "    Means two.\n"
        "    What to do: Do two.\n"
        "\n"
        "Result texts of the sign-in log\n"
        "x  y  [denied]\n"
        "    What to do: Do y.\n"
    )
