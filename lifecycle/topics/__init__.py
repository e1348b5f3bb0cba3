"""What is told to whom by mail; registered once the machines are bound."""

from lifecycle.topics.confirmations import list_confirmation_topics
from lifecycle.topics.consultations import CONSULTATION_TOPICS
from lifecycle.topics.conventions import CONVENTION_TOPICS
from lifecycle.topics.councils import COUNCIL_TOPICS
from lifecycle.topics.escalations import ESCALATED
from lifecycle.topics.groups import GROUPS
from lifecycle.topics.news import NEWS_ECHOES, NEWS_TOLD
from lifecycle.topics.places import PAGES, find_preferences, find_stop
from lifecycle.topics.porters import PORTER_TOPICS
from lifecycle.topics.proposals import PROPOSAL_TOPICS
from lifecycle.topics.reminders import REMINDER
from lifecycle.topics.replannings import REPLANNING_TOPICS
from lifecycle.topics.rounds import list_round_topics
from notifications.places import register_page, register_preferences, register_stop
from notifications.topics import register, register_echo, register_group

for group in GROUPS:
    register_group(group)
named = (
    *PROPOSAL_TOPICS,
    *PORTER_TOPICS,
    *CONSULTATION_TOPICS,
    *CONVENTION_TOPICS,
    *COUNCIL_TOPICS,
    *REPLANNING_TOPICS,
    *list_confirmation_topics(),
    REMINDER,
    ESCALATED,
    NEWS_TOLD,
)
for topic in (*named, *list_round_topics(taken={each.code for each in named})):
    register(topic)
for echo in NEWS_ECHOES:
    register_echo(echo)
for kind, find in PAGES.items():
    register_page(kind, find)
register_preferences(find_preferences)
register_stop(find_stop)
