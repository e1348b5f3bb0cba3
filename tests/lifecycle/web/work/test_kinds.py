"""The kinds of work in the filter of the inbox."""

from django.utils.translation import override

from lifecycle.web.work.kinds import name_kinds


def test_no_two_choices_read_the_same() -> None:
    kinds = [
        "activity.in_progress",
        "activity.in_test",
        "proposal.approval.record.4",
        "proposal.approval.record.9",
        "activity.escalated",
        "commitment.escalated",
        "proposal.submitted",
    ]

    with override("en"):
        named = name_kinds(kinds)

    words = [each for _kind, each in named]
    assert sorted(kind for kind, _words in named) == sorted(kinds)
    assert len(set(words)) == len(words)
    assert "Report where it stands (activity: Being tested)" in words
    assert "Check whether it can be admitted" in words
