"""Rows that are alike in what they are sorted by come in one order all the same: PostgreSQL gives ties in any."""

from django.apps import apps
from django.db.models import Model

ORDERED = [model for model in apps.get_app_config("tracker").get_models() if model._meta.ordering]


def test_every_ordering_is_total():
    with_ties = {model.__name__: model._meta.ordering for model in ORDERED if not _is_total(model)}
    assert not with_ties


def _is_total(model: type[Model]) -> bool:
    names = {str(name).lstrip("-") for name in model._meta.ordering}
    together = [set(rule.fields) for rule in model._meta.total_unique_constraints]
    alone = [{field.name} for field in model._meta.fields if field.unique]
    return any(found <= names for found in [{"pk"}, *alone, *together])
