"""Files as browsers send them."""

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n%%EOF\n"


def make_pdf(name: str = "minutes.pdf") -> SimpleUploadedFile:
    """Return a small document that is what it says."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def make_false_pdf(name: str = "minutes.pdf") -> SimpleUploadedFile:
    """Return a page of markup that says it is a document."""
    return SimpleUploadedFile(name, b"<html><script>alert(1)</script></html>", "application/pdf")
