"""Sign-in, sign-up and passwords: django-allauth in our words and our look."""
