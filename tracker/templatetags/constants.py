"""`url`, `static` and `translate` as Django has them, but that what stands there in so many words is looked up once: a page
has a hundred of them, and they were a quarter of its time. The settings put this library where Django's own would be."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as do_url
from django.templatetags import i18n
from django.templatetags import static as statics
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from tracker.desk.addresses import address

register = template.Library()
for library in (i18n.register, statics.register):
    register.tags.update(library.tags)
    register.filters.update(library.filters)


def literal(expression: FilterExpression) -> str | None:
    """What the expression is whatever the context: words in quotation marks without a filter."""
    var = expression.var
    words = var if isinstance(var, str) else getattr(var, "literal", None)
    return words if isinstance(words, str) and not expression.filters else None


class Address(URLNode):
    def render(self, context: Context) -> str:
        found = address(literal(self.view_name) or "")
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    node = do_url(parser, token)
    name = literal(node.view_name)
    if name and ":" not in name and not (node.args or node.kwargs or node.asvar):
        node.__class__ = Address
    return node


class Words(TranslateNode):
    """By language."""

    kept: dict[str | None, Any]

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.kept:
            self.kept[language] = super().render(context)
        return self.kept[language]


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> TranslateNode:
    node = do_translate(parser, token)
    if literal(node.filter_expression) and not (node.asvar or node.noop or node.message_context):
        node.__class__, node.kept = Words, {}
    return node


class File(StaticNode):
    """With the digest of what it holds in its name."""

    kept = ""

    def render(self, context: Context) -> str:
        self.kept = self.kept or super().render(context)
        return self.kept


@register.tag
def static(parser: Parser, token: Token) -> StaticNode:
    node = StaticNode.handle_token(parser, token)
    if literal(node.path) and not node.varname:
        node.__class__ = File
    return node
