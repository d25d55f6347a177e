"""Templates are indented for those who read them; the page that is sent carries no indentation.

Deep rows of a long list would otherwise be more blanks than text: the calendar of a year was 65 kB instead of 20.
"""

import re

from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    def get_contents(self, origin) -> str:
        """The file with its line breaks, hence its line numbers. Plain text is left as it is: there, blanks count."""
        contents = super().get_contents(origin)
        return INDENTATION.sub("\n", contents) if origin.name.endswith(".html") else contents
