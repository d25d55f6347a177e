"""Addresses of the import, below /imports/."""

from django.urls import path

from tracker.web.views import imports, landing, proposals

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/template.xlsx", imports.template, name="import_template"),
    path("imports/lists/<int:pk>/export.xlsx", imports.list_export, name="list_export"),
    path("imports/<int:pk>/", imports.run, name="import_run"),
    path("imports/<int:pk>/status/", imports.status, name="import_status"),
    path("imports/<int:pk>/file/", imports.file, name="import_file"),
    path("imports/<int:pk>/retry/", imports.retry, name="import_retry"),
    path("imports/<int:pk>/year/", imports.read_again, name="import_year"),
    path("imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("imports/<int:pk>/bulk/", proposals.bulk, name="import_bulk"),
    path("imports/<int:pk>/document/", proposals.document, name="import_document"),
    path("imports/<int:pk>/figures/", proposals.figures, name="import_figures"),
    path("imports/<int:pk>/update/", proposals.update_known, name="import_update_known"),
    path("imports/<int:pk>/map/", proposals.map_owner, name="import_map"),
    path("imports/<int:pk>/map/as-before/", proposals.map_as_before, name="import_map_as_before"),
    path("imports/<int:pk>/map/ask/", proposals.ask_name, name="import_ask_name"),
    path("imports/<int:pk>/items/<int:number>/", proposals.item, name="import_item"),
    path("imports/<int:pk>/items/<int:number>/split/", proposals.split, name="import_split"),
    path(
        "imports/<int:pk>/items/<int:number>/<slug:code>/", proposals.item_action, name="import_item_action"
    ),
    path("imports/<int:pk>/target/", landing.target, name="import_target"),
    path("imports/<int:pk>/diff/", landing.diff, name="import_diff"),
    path("imports/<int:pk>/apply/", landing.apply, name="import_apply"),
    path("imports/<int:pk>/take-back/", landing.take_back, name="import_take_back"),
    path("imports/<int:pk>/result.xlsx", landing.result_file, name="import_result"),
    path("imports/<int:pk>/undo/", landing.undo, name="import_undo"),
    path("imports/<int:pk>/reopen/", landing.reopen, name="import_reopen"),
]
