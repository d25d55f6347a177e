"""Addresses of the import, below /imports/. Its many patterns are made at the first of them, not at every start."""

from django.urls import path

from tracker.desk.access import office
from tracker.web.later import View, later


def _page(name: str) -> View:
    return office(later(name))


urlpatterns = [
    path("imports/", _page("imports.imports"), name="imports"),
    path("imports/template.xlsx", _page("imports.template"), name="import_template"),
    path("imports/lists/<int:pk>/export.xlsx", _page("imports.list_export"), name="list_export"),
    path("imports/<int:pk>/", _page("imports.run"), name="import_run"),
    path("imports/<int:pk>/status/", _page("imports.status"), name="import_status"),
    path("imports/<int:pk>/file/", _page("imports.file"), name="import_file"),
    path("imports/<int:pk>/retry/", _page("imports.retry"), name="import_retry"),
    path("imports/<int:pk>/year/", _page("imports.read_again"), name="import_year"),
    path("imports/<int:pk>/discard/", _page("imports.discard"), name="import_discard"),
    path("imports/<int:pk>/bulk/", _page("proposals.bulk"), name="import_bulk"),
    path("imports/<int:pk>/document/", _page("proposals.document"), name="import_document"),
    path("imports/<int:pk>/first/", _page("proposal_first.first"), name="import_first"),
    path("imports/<int:pk>/figures/", _page("proposals.figures"), name="import_figures"),
    path("imports/<int:pk>/update/", _page("proposals.update_known"), name="import_update_known"),
    path("imports/<int:pk>/map/", _page("proposal_names.map_owner"), name="import_map"),
    path(
        "imports/<int:pk>/map/as-before/", _page("proposal_names.map_as_before"), name="import_map_as_before"
    ),
    path("imports/<int:pk>/map/ask/", _page("proposal_names.ask_name"), name="import_ask_name"),
    path("imports/<int:pk>/items/<int:number>/", _page("proposals.item"), name="import_item"),
    path("imports/<int:pk>/items/<int:number>/split/", _page("proposals.split"), name="import_split"),
    path(
        "imports/<int:pk>/items/<int:number>/<slug:code>/",
        _page("proposals.item_action"),
        name="import_item_action",
    ),
    path("imports/<int:pk>/target/", _page("landing.target"), name="import_target"),
    path("imports/<int:pk>/diff/", _page("landing.diff"), name="import_diff"),
    path("imports/<int:pk>/apply/", _page("landing.apply"), name="import_apply"),
    path("imports/<int:pk>/take-back/", _page("landing.take_back"), name="import_take_back"),
    path("imports/<int:pk>/result.xlsx", _page("landing.result_file"), name="import_result"),
    path("imports/<int:pk>/undo/", _page("landing.undo"), name="import_undo"),
    path("imports/<int:pk>/reopen/", _page("landing.reopen"), name="import_reopen"),
]
