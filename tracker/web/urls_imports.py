"""Addresses of the import, below /imports/."""

from django.urls import path

from tracker.web.views import imports, landing, proposals

urlpatterns = [
    path("", imports.imports, name="imports"),
    path("template.xlsx", imports.template, name="import_template"),
    path("lists/<int:pk>/export.xlsx", imports.list_export, name="list_export"),
    path("<int:pk>/", imports.run, name="import_run"),
    path("<int:pk>/status/", imports.status, name="import_status"),
    path("<int:pk>/file/", imports.file, name="import_file"),
    path("<int:pk>/retry/", imports.retry, name="import_retry"),
    path("<int:pk>/discard/", imports.discard, name="import_discard"),
    path("<int:pk>/bulk/", proposals.bulk, name="import_bulk"),
    path("<int:pk>/map/", proposals.map_owner, name="import_map"),
    path("<int:pk>/items/<int:number>/", proposals.item, name="import_item"),
    path("<int:pk>/items/<int:number>/split/", proposals.split, name="import_split"),
    path("<int:pk>/items/<int:number>/<slug:code>/", proposals.item_press, name="import_item_press"),
    path("<int:pk>/target/", landing.target, name="import_target"),
    path("<int:pk>/diff/", landing.diff, name="import_diff"),
    path("<int:pk>/apply/", landing.apply, name="import_apply"),
    path("<int:pk>/result.xlsx", landing.result_file, name="import_result"),
    path("<int:pk>/undo/", landing.undo, name="import_undo"),
    path("<int:pk>/reopen/", landing.reopen, name="import_reopen"),
]
