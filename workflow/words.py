"""What people write, without the characters that nobody sees and that change what others read."""

from django import forms

#: Dropped from everything people write, wherever it comes from:
#:
#: - embeddings and overrides of direction (U+202A to U+202E): "exe.fdp" is read "pdf.exe" with one,
#:   and one that is not closed turns what stands after it;
#: - what has no width and joins or parts nothing: U+200B, U+2060 to U+2064, U+206A to U+206F,
#:   U+FEFF, U+FFF9 to U+FFFB, and tags (U+E0000 to U+E007F), in which words can hide.
#:
#: Kept, because Arabic and mixed texts need them: the marks U+200E, U+200F and U+061C, the isolates
#: U+2066 to U+2069, which turn nothing outside themselves, and the joiners U+200C and U+200D.
_RANGES = (
    (0x200B, 0x200B),
    (0x202A, 0x202E),
    (0x2060, 0x2064),
    (0x206A, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),
)
_DROPPED = dict.fromkeys(
    character for first, last in _RANGES for character in range(first, last + 1)
)


def drop_invisible(text: str) -> str:
    """Return the text without the characters that nobody sees and that no language needs."""
    return text.translate(_DROPPED)


class VisibleField(forms.CharField):
    """Words as they are read: what nobody sees is dropped before anything is checked."""

    def to_python(self, value: object) -> str:
        """Return the words as they are read; they are missing when nothing of them is seen."""
        words = drop_invisible(super().to_python(value) or "")
        return words.strip() if self.strip else words
