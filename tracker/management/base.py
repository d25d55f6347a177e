"""What commands that write share."""

from typing import Any

from django.core.management.base import BaseCommand


class OfThisMode(BaseCommand):
    """Looks at the database before it starts: the demo's is never taken for the real one, nor the other way round."""

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[str, Any]:
        return super().get_check_kwargs(options) | {"databases": ["default"]}
