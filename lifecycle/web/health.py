"""The health of the site, for a probe: no account, no secret, one statement."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lifecycle.selectors.health import Health, read_health
from workflow.clock import current_clock

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def show_health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while what is overdue is looked for, 503 when it is not or nothing can be read."""
    try:
        health = read_health(now=current_clock().now())
    except DatabaseError:
        logger.warning("the database does not answer", exc_info=True)
        return JsonResponse({"status": "down", "seconds_since": {}}, status=503)
    return JsonResponse(_describe(health), status=200 if health.is_fresh else 503)


def _describe(health: Health) -> dict[str, object]:
    return {
        "status": "ok" if health.is_fresh else "stale",
        "seconds_since": {duty: round(age) for duty, age in health.ages.items()},
    }
