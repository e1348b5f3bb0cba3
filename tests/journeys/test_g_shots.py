import os
import pytest
from lifecycle.models import *
from lifecycle.vocabulary import *
from lifecycle.vocabulary.roles import *
from tests.council import *
from tests.council import council_in, on, TODAY, signed_dossiers
from tests.factories import make_plan
from tests.road import dossier_in
from tests.journeys.test_council import make_lead, sign_all
from tests.lifecycle.web.windows import enter, find_faults
from workflow.permissions import grant
from workflow.engine import fire

@pytest.mark.parametrize("language", ["fr", "ar"])
def test_shots(browser, live_site, language):
    lead = make_lead(language)
    grant(MINISTRY_TEAM, lead)
    with on(TODAY):
        lines = sign_all()
        council = council_in("preparing", lines)
        presented = council_in("presented", signed_dossiers(3, plan=make_plan("MA-3")), outcomes=["adopted","returned","removed"])
        dossier_in("ready", plan=presented.plan)
        adopted = council_in("adopted", signed_dossiers(3, plan=make_plan("MA-4")), outcomes=["adopted","returned","removed"])
    os.makedirs("/tmp/gshots", exist_ok=True)
    for who in (lead, None):
        for width in (1360, 390):
            window = enter(browser, live_site, who, language=language, width=width)
            page = window.new_page()
            pages = {
                "preparing": f"/councils/{council.pk}/",
                "list": f"/plans/{council.plan.code}/councils/",
                "outcomes": f"/councils/{presented.pk}/outcomes/",
                "presented": f"/councils/{presented.pk}/",
                "record": f"/plans/MA-3/moves/{presented.pk}/record_adopted/",
                "leave": f"/councils/{council.pk}/leave-out/{lines[0].pk}/",
                "doc": f"/councils/{presented.pk}/documents/council_decision/",
                "adopted": f"/councils/{adopted.pk}/",
                "commitment": f"/plans/MA-4/commitments/1/",
            } if who else {"adopted": f"/councils/{adopted.pk}/", "commitment": f"/plans/MA-4/commitments/1/"}
            for name, url in pages.items():
                faults = find_faults(page, live_site + url)
                if faults: print("FAULT", language, width, faults)
                page.screenshot(path=f"/tmp/gshots/{name}-{language}-{width}-{'lead' if who else 'public'}.png", full_page=True)
            window.close()
