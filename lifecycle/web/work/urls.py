"""The addresses of the inbox and the board."""

from django.urls import path

from lifecycle.web.work.bulk import fire_together, prepare_bulk
from lifecycle.web.work.inbox import show_inbox
from lifecycle.web.work.items import claim_item, hand_back_item, remind_holder
from lifecycle.web.work.pipeline import show_pipeline

urlpatterns = [
    path("inbox/", show_inbox, name="inbox"),
    path("inbox/items/<int:pk>/claim/", claim_item, name="work_item_claim"),
    path("inbox/items/<int:pk>/hand-back/", hand_back_item, name="work_item_hand_back"),
    path("inbox/items/<int:pk>/remind/", remind_holder, name="work_item_remind"),
    path("pipeline/", show_pipeline, name="pipeline"),
    path("bulk/", prepare_bulk, name="bulk"),
    path("bulk/fire/", fire_together, name="bulk_fire"),
]
