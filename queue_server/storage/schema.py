"""The tables. Every key starts with `hall_id`; times are UTC milliseconds beside a business day; ids are text.

Four kinds: the journal, its head and the answers given (the truth, appended by the one writer); snapshot and history,
one row per thing, which are computed from the journal and can be computed again; what people wrote, which is erased in
time; accounts and keys, which stand on their own.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

REVISION = "0005"  # the newest in migrations/versions, whose tables these are

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def _key(name: str = "hall_id", kind: type[Text] | type[BigInteger] = Text) -> Column[object]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def _text(name: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Text, nullable=optional)


def _ms(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=optional)


def _count(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=optional)


# --- the truth ----------------------------------------------------------------------------------------------------

journal = Table(
    "journal",
    METADATA,
    _key(),
    _key("seq", BigInteger),
    _text("business_day", optional=True),
    _ms("at_ms"),
    _text("actor"),  # JSON of contract.actors.Actor
    _text("type"),
    _text("body"),  # JSON of the event
    _text("hash"),  # hex; of this row and, through the hash before it, of all rows before: see chain.py
)

heads = Table(
    "heads",
    METADATA,
    _key(),
    _ms("seq"),  # of the journal's last row: shows a cut-off tail, and fences a second writer
    _text("hash"),
)

requests = Table(
    "requests",
    METADATA,
    _key(),
    _key("key"),
    _text("fingerprint"),  # SHA-256 in hex of who asked and what
    _ms("seq"),
    _ms("at_ms"),
    _text("answer"),  # JSON of contract.views.Accepted
    Index(None, "hall_id", "at_ms"),
)

snapshots = Table(
    "snapshots",  # made from the journal, and made again when there is none that fits
    METADATA,
    _key(),
    _ms("seq"),  # of the event it was made after
    _text("hash"),  # of that event's row
    _text("program"),  # whose fold made it
    _ms("at_ms"),
    Column("content", LargeBinary, nullable=False),
    _text("persons"),  # JSON: keys of persons, sealed, by appointment
    _text("digest"),  # SHA-256 in hex of what it says
)

# --- the history --------------------------------------------------------------------------------------------------

configurations = Table(
    "configurations",  # one row for every content that was ever in force
    METADATA,
    _key(),
    _key("content_hash"),
    _ms("seq"),  # of the newest event that published it, which has the content
    _ms("published_at_ms"),
)

business_days = Table(
    "business_days",
    METADATA,
    _key(),
    _key("business_day"),
    _text("configuration_hash"),
    _ms("opened_at_ms"),
    _ms("closed_at_ms", optional=True),
)

tickets = Table(
    "tickets",
    METADATA,
    _key(),
    _key("ticket_id"),
    _text("business_day", optional=True),
    _text("number"),
    _text("series"),
    _count("ordinal"),
    _text("first_queue_id"),
    _text("queue_id"),
    _text("item_id", optional=True),
    _text("language"),
    _text("station_id", optional=True),
    _text("configuration_hash"),
    _text("state"),
    _text("reason", optional=True),  # of its end
    _text("slip"),
    _ms("issued_at_ms"),
    _ms("slip_at_ms", optional=True),
    _ms("first_called_at_ms", optional=True),  # waiting time: from issue to here
    _ms("first_started_at_ms", optional=True),
    _ms("ended_at_ms", optional=True),
    _count("calls"),  # recalls not counted
    _count("requeues"),
    _count("transfers"),
    _text("pre_review_id", optional=True),
    _text("verdict", optional=True),  # of that pre-review
    _text("bundle_id", optional=True),
    _text("applicant", optional=True),
    _text("priority", optional=True),  # class claimed or granted
    _text("priority_state", optional=True),  # claimed, verified, withdrawn
    _text("case_number", optional=True),
    _text("appointment_id", optional=True),
    _text("first_asked_by", optional=True),  # who of the staff gave it out; otherwise the clerk of its first service
    _count("stages", optional=True),  # of its bundle, if that has stages
    _count("stages_done", optional=True),
    Index(None, "hall_id", "business_day"),
    Index(None, "hall_id", "pre_review_id"),
)

appointments = Table(
    "appointments",  # whose they are stands nowhere
    METADATA,
    _key(),
    _key("appointment_id"),
    _text("business_day"),  # that it is for
    _text("item_id"),
    _text("begins_at"),  # local to the hall
    _text("ends_at"),
    _ms("begins_at_ms"),
    _ms("ends_at_ms"),
    _text("language"),
    _text("station_id", optional=True),  # that booked it
    _text("source_id", optional=True),
    _text("configuration_hash"),
    _text("state"),  # booked, checked_in, cancelled, missed
    _text("reason", optional=True),  # of a cancellation
    _text("ticket_id", optional=True),
    _ms("booked_at_ms"),
    _ms("settled_at_ms", optional=True),
    Index(None, "hall_id", "business_day"),
)

pre_reviews = Table(
    "pre_reviews",
    METADATA,
    _key(),
    _key("pre_review_id"),
    _text("item_id"),
    _text("guide_version"),
    _text("configuration_hash"),  # whose catalogue has that guide
    _text("answers"),  # JSON: situation → answer
    _text("materials"),  # JSON: material → what the applicant said of it
    _text("verdict"),
    _text("language"),
    _text("station_id", optional=True),
    _text("earlier", optional=True),  # the pre-review it goes on from
    _ms("filed_at_ms"),
    Index(None, "hall_id", "filed_at_ms"),
)

pre_review_lines = Table(
    "pre_review_lines",
    METADATA,
    _key(),
    _key("pre_review_id"),
    _key("kind"),  # answer, material
    _key("about"),  # the situation, the material
    _count("position"),
    _text("finding"),
    _text("clerk_finding", optional=True),  # the newest; the journal has them all
    _text("clerk_id", optional=True),
    _text("window_id", optional=True),
    _text("ticket_id", optional=True),
    _ms("checked_at_ms", optional=True),
)

calls = Table(
    "calls",
    METADATA,
    _key(),
    _key("call_id"),  # of the first announcement; recalls are counted in `times`
    _text("business_day", optional=True),
    _text("ticket_id"),
    _text("queue_id"),
    _text("window_id"),
    _text("clerk_id"),
    _text("rule"),
    _text("reason", optional=True),
    _ms("waiting_since_ms"),  # since issue, or since it came back to a queue or was parked
    _ms("called_at_ms"),
    _ms("last_called_at_ms"),
    _count("times"),
    _text("outcome", optional=True),  # started, no_show, parked, transferred, cancelled, undone
    _text("trace", optional=True),  # JSON of `domain.trace.Trace`
    _text("proof", optional=True),  # JSON of a list of `domain.proof.Proof`
    _ms("ended_at_ms", optional=True),  # way time of a started call: from `called_at_ms` to here
    Index(None, "hall_id", "business_day"),
    Index(None, "hall_id", "ticket_id"),
)

services = Table(
    "services",
    METADATA,
    _key(),
    _key("service_id"),
    _text("business_day", optional=True),
    _text("ticket_id"),
    _text("call_id", optional=True),
    _text("queue_id"),
    _text("item_id", optional=True),
    _text("window_id"),
    _text("clerk_id"),  # who ends it, where another took over meanwhile
    _text("trainee_id", optional=True),  # who worked there with the clerk
    _ms("started_at_ms"),
    _ms("ended_at_ms", optional=True),  # serving time: from `started_at_ms` to here
    # finished, closed_by_hall, broken_off, parked, transferred, sent_away, undone; by_hand: nobody knows for how long
    _text("outcome", optional=True),
    _text("reason", optional=True),
    Index(None, "hall_id", "business_day"),
    Index(None, "hall_id", "ticket_id"),
)

ratings = Table(
    "ratings",
    METADATA,
    _key(),
    _key("service_id"),  # one rating per service, asked for or not
    _text("business_day", optional=True),
    _text("ticket_id", optional=True),
    _text("window_id"),
    _text("clerk_id", optional=True),
    _text("trainee_id", optional=True),
    _ms("invited_at_ms", optional=True),
    _ms("lapsed_at_ms", optional=True),
    _ms("rated_at_ms", optional=True),
    _text("level", optional=True),
    _text("channel", optional=True),
    _text("reasons", optional=True),  # codes of the table, by commas
    _text("table_version", optional=True),
    _text("stage", optional=True),
    _text("source", optional=True),  # active, default; None: not rated
    _text("ended_how", optional=True),  # of the service; None in journals of before
    _text("item_id", optional=True),
    _text("queue_id", optional=True),
    _count("has_words", optional=True),  # 0, 1; what was written stands in `private_words`, until it is erased
    _count("named", optional=True),  # 0, 1: whoever rated said how to reach them (实名)
    _text("entered_by", optional=True),  # who of the staff typed in what was told
    _ms("again_rated_at_ms", optional=True),  # 追评
    _text("again_level", optional=True),
    _text("again_channel", optional=True),
    _text("again_reasons", optional=True),
    _text("again_table_version", optional=True),
    _count("again_has_words", optional=True),
    _count("again_named", optional=True),
    Index(None, "hall_id", "business_day"),
    Index(None, "hall_id", "rated_at_ms"),
)

errand_ratings = Table(
    "errand_ratings",  # of errands that nobody served: at a kiosk
    METADATA,
    _key(),
    _key("rating_id"),
    _text("business_day"),  # the day at the hall's clock
    _text("errand"),
    _text("errand_id"),
    _text("station_id"),
    _ms("rated_at_ms"),
    _text("level"),
    _text("reasons", optional=True),
    _text("table_version", optional=True),
    _count("has_words"),
    Index(None, "hall_id", "business_day"),
    Index(None, "hall_id", "rated_at_ms"),
)

window_ratings = Table(
    "window_ratings",  # told by telephone, letter or box, of a window: of which service, nobody knows
    METADATA,
    _key(),
    _key("rating_id"),
    _text("business_day"),  # that it is about
    _text("window_id"),
    _text("channel"),
    _ms("rated_at_ms"),
    _text("level"),
    _text("reasons", optional=True),
    _text("table_version", optional=True),
    _text("stage", optional=True),
    _count("has_words"),
    _count("named"),
    _text("entered_by"),
    Index(None, "hall_id", "business_day"),
    Index(None, "hall_id", "rated_at_ms"),
)

exports = Table(
    "exports",  # ratings to be told to receivers; what became of each stands in `deliveries`
    METADATA,
    _key(),
    _key("receiver_id"),
    _key("rating_id"),  # of a service its id
    _key("part"),  # first, again, default
    _text("about"),  # service, window, errand
    _ms("seq"),  # of the event: the order in which they are sent
    _ms("made_at_ms"),
    Index(None, "hall_id", "receiver_id", "seq"),
)

work_orders = Table(
    "work_orders",  # one per poor rating; of each step the newest, all of them in `work_order_steps`
    METADATA,
    _key(),
    _key("order_id"),
    _text("business_day", optional=True),  # that the rating is about
    _text("rated_how"),  # service, again, errand, entered
    _text("rating_id"),
    _text("level"),
    _count("named"),  # 0, 1: whoever rated left a contact (实名)
    _text("window_id", optional=True),
    _text("clerk_id", optional=True),  # whom it concerns
    _text("trainee_id", optional=True),
    _text("item_id", optional=True),
    _text("department_id", optional=True),
    _text("state"),
    _text("assignee_id", optional=True),
    _text("role", optional=True),  # instead: whoever has it
    _text("course", optional=True),  # at_once, by_date, explain
    _text("until_day", optional=True),
    _count("excluded"),  # 0, 1: out of the indicators, after review
    _count("missed"),  # deadlines that have passed
    _text("escalated_to", optional=True),  # the role that was told of the last of them
    _ms("opened_at_ms"),
    _ms("contact_due_ms", optional=True),
    _ms("contacted_at_ms", optional=True),  # or given up
    _count("reached", optional=True),  # 0, 1: when contacted
    _ms("rectify_due_ms", optional=True),  # as it was last
    _ms("rectified_at_ms", optional=True),
    _ms("feed_back_due_ms", optional=True),
    _ms("fed_back_at_ms", optional=True),
    _ms("call_back_due_ms", optional=True),
    _ms("called_back_at_ms", optional=True),  # or given up
    _count("answered", optional=True),  # 0, 1: when called back
    _count("satisfied", optional=True),  # 0, 1: what they said then
    _ms("appealed_at_ms", optional=True),
    _ms("reviewed_at_ms", optional=True),
    _ms("extended_at_ms", optional=True),
    _ms("close_due_ms", optional=True),
    _ms("closed_at_ms", optional=True),
    Index(None, "hall_id", "opened_at_ms"),
    Index(None, "hall_id", "business_day"),
)

work_order_steps = Table(
    "work_order_steps",  # what was written with one stands in `private_words`: owner the order, part the number
    METADATA,
    _key(),
    _key("order_id"),
    _key("number", BigInteger),
    _ms("at_ms"),
    _text("by", optional=True),  # None: the hall's own rule
    _text("step"),
    _text("state"),  # after it
    _count("has_text"),  # 0, 1
    _text("assignee_id", optional=True),
    _text("role", optional=True),
    _text("until_day", optional=True),
    _count("satisfied", optional=True),
    _text("due", optional=True),  # the deadline that a warning or delay is about
    _text("deadlines"),  # JSON: those that run after it → UTC milliseconds
)

window_sessions = Table(
    "window_sessions",  # one row per stretch in which a window was open, or paused, under one clerk
    METADATA,
    _key(),
    _key("session_id"),  # WINDOW.SEQ of the event that began it
    _text("business_day", optional=True),
    _text("window_id"),
    _text("clerk_id"),
    _text("post"),
    _text("trainee_id", optional=True),
    _text("state"),  # open, paused
    _text("reason", optional=True),  # of the pause
    _text("leave_reason", optional=True),  # why people were left waiting at its end
    _ms("began_at_ms"),
    _ms("ended_at_ms", optional=True),
    Index(None, "hall_id", "business_day"),
)

window_requests = Table(
    "window_requests",  # that a window be withdrawn or set up again
    METADATA,
    _key(),
    _key("request_id"),
    _text("business_day", optional=True),
    _text("window_id"),
    _text("change"),  # withdraw, open
    _text("reason"),
    _text("requested_by"),
    _ms("requested_at_ms"),
    _text("decided_by", optional=True),
    _ms("decided_at_ms", optional=True),
    _text("outcome", optional=True),  # approved, rejected
    _text("why_rejected", optional=True),
    Index(None, "hall_id", "requested_at_ms"),
)

alarms = Table(
    "alarms",
    METADATA,
    _key(),
    _key("alarm_id"),
    _text("business_day", optional=True),
    _text("kind"),
    _text("about"),
    _ms("raised_at_ms"),
    _ms("acknowledged_at_ms", optional=True),
    _text("acknowledged_by", optional=True),
    _ms("cleared_at_ms", optional=True),
    _text("cleared_by", optional=True),
    Index(None, "hall_id", "raised_at_ms"),
)

HISTORY: tuple[Table, ...] = (
    configurations,
    business_days,
    tickets,
    appointments,
    pre_reviews,
    pre_review_lines,
    calls,
    services,
    ratings,
    errand_ratings,
    window_ratings,
    work_orders,
    work_order_steps,
    exports,
    window_sessions,
    window_requests,
    alarms,
)

# --- what was sent ------------------------------------------------------------------------------------------------

deliveries = Table(
    "deliveries",  # of the exports: never computed, so that a rating sent once is not sent again
    METADATA,
    _key(),
    _key("receiver_id"),
    _key("rating_id"),
    _key("part"),
    _text("outcome"),  # sent, refused, unfit, overtaken
    _count("attempts"),
    _count("status", optional=True),  # of the last HTTP answer
    _text("why", optional=True),
    _ms("settled_at_ms"),
)

# --- what people wrote --------------------------------------------------------------------------------------------

private_words = Table(
    "private_words",  # the only place where it stands; the journal says that something was written, not what
    METADATA,
    _key(),
    _key("owner_id"),  # a service, a rating, a work order
    _key("part"),  # words, contact, again; of a work order the step
    _text("text", optional=True),  # None: erased
    _ms("keep_until_ms"),
    _ms("erased_at_ms", optional=True),
    Index(None, "hall_id", "keep_until_ms"),
)

# --- accounts and keys --------------------------------------------------------------------------------------------

accounts = Table(
    "accounts",
    METADATA,
    _key(),
    _key("clerk_id"),
    _text("password_hash"),
    Column("disabled", Boolean, nullable=False),
    _ms("changed_at_ms"),
    _count("failures"),  # wrong passwords since the last right one
    _ms("locked_until_ms"),
)

account_sessions = Table(
    "account_sessions",
    METADATA,
    _key(),
    _key("token_hash"),  # SHA-256 in hex: a stolen table signs nobody in
    _text("clerk_id"),
    _ms("began_at_ms"),
    _ms("seen_at_ms"),
    _ms("ends_at_ms"),
    ForeignKeyConstraint(["hall_id", "clerk_id"], ["accounts.hall_id", "accounts.clerk_id"], ondelete="CASCADE"),
    Index(None, "hall_id", "clerk_id"),
)

station_keys = Table(
    "station_keys",
    METADATA,
    _key(),
    _key("station_id"),
    _text("key_hash"),  # SHA-256 in hex; enough, because the key itself is 256 random bits
    _ms("enrolled_at_ms"),
)

hall_secrets = Table(
    "hall_secrets",
    METADATA,
    _key(),
    _key("name"),
    Column("secret", LargeBinary, nullable=False),
)
