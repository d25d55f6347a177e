"""Chinese has no blanks between words, and HTML shows a line break as one: what belongs on one line of the page can
still stand on several lines of the template."""

import re

from django import template
from django.template.base import Node, NodeList, TextNode

register = template.Library()

LINE_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")


class Joined(Node):
    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist
        for text in nodelist.get_nodes_by_type(TextNode):
            text.s = LINE_BREAK.sub("", text.s)

    def render(self, context) -> str:
        return self.nodelist.render(context)


@register.tag
def joined(parser, token) -> Joined:
    """`{% joined %}…{% endjoined %}`: line breaks vanish with their indentation; a blank within a line stays.

    It works on the template's own text while the template is compiled: rendering costs nothing, and values and
    included templates keep their line breaks.
    """
    nodelist = parser.parse(("endjoined",))
    parser.delete_first_token()
    return Joined(nodelist)
