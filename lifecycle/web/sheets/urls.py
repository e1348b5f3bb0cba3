"""The addresses of the sheet of a dossier."""

from django.urls import path

from lifecycle.web.sheets.acting import act_on_sheet
from lifecycle.web.sheets.editing import edit_sheet
from lifecycle.web.sheets.reading import show_sheet, show_version
from lifecycle.web.sheets.versions import (
    compare_versions,
    restore_version,
    show_difference,
    show_versions,
)

urlpatterns = [
    path("<int:pk>/sheet/", show_sheet, name="sheet"),
    path("<int:pk>/sheet/edit/", edit_sheet, name="sheet_edit"),
    path("<int:pk>/sheet/versions/", show_versions, name="sheet_versions"),
    path("<int:pk>/sheet/versions/<int:number>/", show_version, name="sheet_version"),
    path("<int:pk>/sheet/versions/<int:number>/restore/", restore_version, name="sheet_restore"),
    path("<int:pk>/sheet/compare/", compare_versions, name="sheet_compare"),
    path("<int:pk>/sheet/difference/", show_difference, name="sheet_difference"),
    path("<int:pk>/sheet/do/<str:deed>/", act_on_sheet, name="sheet_act"),
]
