"""The languages of the site."""

# Ten languages, equal in rank; the first is the language in which interface texts are written.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("it", "Italiano"),
    ("ro", "Română"),
    ("nl", "Nederlands"),
    ("fr", "Français"),
    ("es", "Español"),
    ("el", "Ελληνικά"),
    ("sl", "Slovenščina"),
    ("de", "Deutsch"),
    ("ca", "Català"),
]
